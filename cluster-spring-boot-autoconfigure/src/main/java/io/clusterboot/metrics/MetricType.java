package io.clusterboot.metrics;

import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Types of families, as OpenMetrics has them.
 */
enum MetricType {

	/**
	 * Only grows.
	 */
	COUNTER("counter", "counter", new Suffix(Part.VALUE, "_total"), new Suffix(Part.CREATED, "_created")),

	/**
	 * Has a value now.
	 */
	GAUGE("gauge", "gauge", new Suffix(Part.VALUE, "")),

	/**
	 * Counts by size.
	 */
	HISTOGRAM("histogram", "histogram", new Suffix(Part.BUCKET, "_bucket"), new Suffix(Part.COUNT, "_count"),
			new Suffix(Part.SUM, "_sum"), new Suffix(Part.CREATED, "_created")),

	/**
	 * What is there now, by size.
	 */
	GAUGE_HISTOGRAM("gaugehistogram", "histogram", new Suffix(Part.BUCKET, "_bucket"),
			new Suffix(Part.COUNT, "_gcount"), new Suffix(Part.SUM, "_gsum"), new Suffix(Part.CREATED, "_created")),

	/**
	 * Counts and adds up, perhaps with quantiles.
	 */
	SUMMARY("summary", "summary", new Suffix(Part.VALUE, ""), new Suffix(Part.COUNT, "_count"),
			new Suffix(Part.SUM, "_sum"), new Suffix(Part.CREATED, "_created")),

	/**
	 * Says something with its labels.
	 */
	INFO("info", "gauge", new Suffix(Part.VALUE, "_info")),

	/**
	 * Which of some states there are.
	 */
	STATE_SET("stateset", "gauge", new Suffix(Part.VALUE, "")),

	/**
	 * Anything.
	 */
	UNKNOWN("unknown", "untyped", new Suffix(Part.VALUE, ""));

	private static final List<MetricType> TYPES = List.of(values());

	private final String openMetrics;

	private final String prometheus;

	private final List<Suffix> suffixes;

	MetricType(String openMetrics, String prometheus, Suffix... suffixes) {
		this.openMetrics = openMetrics;
		this.prometheus = prometheus;
		this.suffixes = List.of(suffixes);
	}

	static @Nullable MetricType named(String name) {
		return TYPES.stream().filter((type) -> type.openMetrics.equals(name)).findFirst().orElse(null);
	}

	String nameIn(MetricsFormat format) {
		return (format == MetricsFormat.OPEN_METRICS) ? this.openMetrics : this.prometheus;
	}

	List<Suffix> suffixes() {
		return this.suffixes;
	}

	String suffixOf(Part part) {
		for (Suffix suffix : this.suffixes) {
			if (suffix.part() == part) {
				return suffix.text();
			}
		}
		throw new IllegalArgumentException("a " + this.openMetrics + " has no " + part);
	}

	/**
	 * Return the names that a family of this type has for itself.
	 * @param family its name
	 */
	List<String> namesOf(String family) {
		Stream<String> ofSamples = this.suffixes.stream()
			.filter((suffix) -> suffix.part() != Part.CREATED)
			.map((suffix) -> family + suffix.text());
		return Stream.concat(Stream.of(family), ofSamples).distinct().toList();
	}

}
