package io.clusterboot.metrics;

import java.util.Collection;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Writes families in one of the formats.
 */
final class MetricsWriter {

	private static final int SAMPLE_LENGTH = 120;

	private final MetricsFormat format;

	private final StringBuilder out;

	MetricsWriter(MetricsFormat format, int samples) {
		this.format = format;
		this.out = new StringBuilder(samples * SAMPLE_LENGTH);
	}

	String write(Collection<Family> families) {
		families.forEach(this::write);
		if (this.format == MetricsFormat.OPEN_METRICS) {
			this.out.append("# EOF\n");
		}
		return this.out.toString();
	}

	private void write(Family family) {
		describe(family);
		switch (family.type()) {
			case HISTOGRAM -> histogram(family, true);
			case GAUGE_HISTOGRAM -> gaugeHistogram(family);
			case SUMMARY -> summary(family);
			default -> singles(family);
		}
	}

	private void describe(Family family) {
		String type = family.type().nameIn(this.format);
		if (this.format == MetricsFormat.PROMETHEUS) {
			describe(family, type, switch (family.type()) {
				case COUNTER, INFO -> family.type().suffixOf(Part.VALUE);
				default -> "";
			});
			return;
		}
		String name = Names.quoted(family.name());
		line("TYPE", name, type);
		line("UNIT", name, family.unit());
		line("HELP", name, Escapes.quoted(family.help()));
	}

	private void describe(Family family, String type, String suffix) {
		String name = Names.quoted(family.name() + suffix);
		line("HELP", name, Escapes.unquoted(family.help()));
		line("TYPE", name, type);
	}

	private void line(String what, String name, String text) {
		if (!text.isEmpty()) {
			this.out.append("# ").append(what).append(' ').append(name).append(' ').append(text).append('\n');
		}
	}

	private void singles(Family family) {
		SampleName name = name(family, Part.VALUE);
		family.points().forEach((labels, point) -> sample(name, labels, null, ((Single) point).sample()));
	}

	private void histogram(Family family, boolean totals) {
		SampleName bucket = name(family, Part.BUCKET);
		SampleName count = name(family, Part.COUNT);
		SampleName sum = name(family, Part.SUM);
		family.points().forEach((labels, point) -> {
			Histogram histogram = (Histogram) point;
			for (int i = 0; i < histogram.bounds().size(); i++) {
				sample(bucket, labels, histogram.bounds().text(i), histogram.buckets().get(i));
			}
			if (totals) {
				optional(count, labels, histogram.count());
				optional(sum, labels, histogram.sum());
			}
		});
	}

	/*
	 * Prometheus' format has no such type, and takes count and sum as gauges.
	 */
	private void gaugeHistogram(Family family) {
		boolean known = this.format == MetricsFormat.OPEN_METRICS;
		histogram(family, known);
		if (!known) {
			gauges(family, Part.COUNT);
			gauges(family, Part.SUM);
		}
	}

	private void gauges(Family family, Part part) {
		SampleName name = name(family, part);
		describe(family, "gauge", family.type().suffixOf(part));
		for (Map.Entry<String, Point> point : family.points().entrySet()) {
			Histogram histogram = (Histogram) point.getValue();
			optional(name, point.getKey(), (part == Part.COUNT) ? histogram.count() : histogram.sum());
		}
	}

	private void summary(Family family) {
		SampleName quantile = name(family, Part.VALUE);
		SampleName count = name(family, Part.COUNT);
		SampleName sum = name(family, Part.SUM);
		family.points().forEach((labels, point) -> {
			Summary summary = (Summary) point;
			summary.quantiles().forEach((each) -> sample(quantile, labels, each.rank(), each.sample()));
			optional(count, labels, summary.count());
			optional(sum, labels, summary.sum());
		});
	}

	private static SampleName name(Family family, Part part) {
		return SampleName.of(family, part);
	}

	private void optional(SampleName name, String labels, @Nullable Sample sample) {
		if (sample != null) {
			sample(name, labels, null, sample);
		}
	}

	private void sample(SampleName name, String labels, @Nullable String apart, Sample sample) {
		name.write(this.out, labels, apart);
		this.out.append(' ').append(sample.value());
		if (sample.timestamp() != null) {
			this.out.append(' ').append(timestamp(sample.timestamp()));
		}
		if (sample.exemplar() != null && this.format == MetricsFormat.OPEN_METRICS) {
			this.out.append(" # ").append(sample.exemplar().text());
		}
		this.out.append('\n');
	}

	/*
	 * Prometheus' format has milliseconds.
	 */
	private String timestamp(String seconds) {
		return (this.format == MetricsFormat.OPEN_METRICS) ? seconds
				: Long.toString(Math.round(Numbers.parse(seconds) * 1000));
	}

}
