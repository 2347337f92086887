package io.clusterboot.master;

/**
 * OpenMetrics text while it is written.
 */
/*
 * Values of labels are numbers and words of the master's own, which need no escapes.
 */
final class MetricsText {

	private static final String TOTAL = "_total";

	private final StringBuilder text = new StringBuilder();

	private String name = "";

	/**
	 * Begin a gauge. Its samples follow.
	 */
	MetricsText gauge(String name, String help) {
		begin(name, name, "gauge", help);
		return this;
	}

	/**
	 * Begin a counter. Its samples follow.
	 * @param name with {@code _total} in the end
	 */
	MetricsText counter(String name, String help) {
		begin(name, name.substring(0, name.length() - TOTAL.length()), "counter", help);
		return this;
	}

	private void begin(String name, String family, String type, String help) {
		this.name = name;
		this.text.append("# TYPE ").append(family).append(' ').append(type).append('\n');
		this.text.append("# HELP ").append(family).append(' ').append(help).append('\n');
	}

	MetricsText sample(double value) {
		this.text.append(this.name);
		return value(value);
	}

	MetricsText sample(String label, Object labelValue, double value) {
		this.text.append(this.name).append('{');
		label(label, labelValue);
		this.text.append('}');
		return value(value);
	}

	MetricsText sample(String label, Object labelValue, String second, Object secondValue, double value) {
		this.text.append(this.name).append('{');
		label(label, labelValue);
		this.text.append(',');
		label(second, secondValue);
		this.text.append('}');
		return value(value);
	}

	private void label(String name, Object value) {
		this.text.append(name).append("=\"").append(value).append('"');
	}

	private MetricsText value(double value) {
		this.text.append(' ').append(value).append('\n');
		return this;
	}

	@Override
	public String toString() {
		return this.text + "# EOF\n";
	}

}
