package io.clusterboot.metrics;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A family of which not all lines are read yet.
 */
final class FamilyDraft {

	private final String name;

	private @Nullable MetricType type;

	private String help = "";

	private String unit = "";

	private final Map<String, Point> points = new LinkedHashMap<>();

	private final Map<String, PointDraft> drafts = new LinkedHashMap<>();

	private @Nullable PointDraft draft;

	FamilyDraft(String name) {
		this.name = name;
	}

	/**
	 * Say what it is.
	 * @return whether that was open
	 */
	boolean is(MetricType type) {
		boolean open = this.type == null;
		this.type = type;
		return open;
	}

	void help(String help) {
		this.help = help;
	}

	void unit(String unit) {
		this.unit = unit;
	}

	/**
	 * Return what it is, from now on for certain.
	 */
	MetricType type() {
		if (this.type == null) {
			this.type = MetricType.UNKNOWN;
		}
		return this.type;
	}

	/**
	 * Pass the name of a sample, if it is one of this family.
	 * @return which sample of a series, or {@code null}
	 */
	@Nullable Part take(TextCursor cursor) {
		int from = cursor.position();
		if (!cursor.take(this.name)) {
			return null;
		}
		int to = cursor.position();
		for (Map.Entry<Part, String> suffix : type().suffixes().entrySet()) {
			if (cursor.take(suffix.getValue()) && (cursor.isAt('{') || cursor.isAt(' '))) {
				return suffix.getKey();
			}
			cursor.moveTo(to);
		}
		cursor.moveTo(from);
		return null;
	}

	/**
	 * Tell which label does not belong to the series.
	 */
	@Nullable String labelApart(Part part) {
		if (part == Part.BUCKET) {
			return "le";
		}
		return (part == Part.VALUE && this.type == MetricType.SUMMARY) ? "quantile" : null;
	}

	/**
	 * Take in a sample.
	 * @param part what it is in its series
	 * @param labels of the series
	 * @param apart the label that does not belong to the series
	 * @return whether it was not there yet
	 */
	boolean add(Part part, String labels, @Nullable String apart, Sample sample) {
		return switch (type()) {
			case HISTOGRAM, GAUGE_HISTOGRAM, SUMMARY -> draft(labels).add(part, apart, sample);
			default -> this.points.put(labels, new Single(sample)) == null;
		};
	}

	private PointDraft draft(String labels) {
		if (this.draft == null || !this.draft.labels().equals(labels)) {
			this.draft = this.drafts.computeIfAbsent(labels, PointDraft::new);
		}
		return this.draft;
	}

	/**
	 * Return the family.
	 * @throws MalformedMetricsException if bounds of a histogram do not ascend
	 */
	Family toFamily() {
		Bounds bounds = null;
		for (PointDraft draft : this.drafts.values()) {
			if (this.type == MetricType.SUMMARY) {
				this.points.put(draft.labels(), draft.toSummary());
				continue;
			}
			Histogram histogram = draft.toHistogram(bounds);
			bounds = histogram.bounds();
			if (!bounds.isAscending()) {
				throw new MalformedMetricsException("Histogram " + this.name + '{' + draft.labels()
						+ "} is not OpenMetrics, its bounds do not ascend: " + bounds);
			}
			this.points.put(draft.labels(), histogram);
		}
		return new Family(this.name, type(), this.help, this.unit, this.points);
	}

}
