package io.clusterboot.metrics;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Types of families, as OpenMetrics has them.
 */
enum MetricType {

	/**
	 * Only grows.
	 */
	COUNTER("counter", "counter", Map.of(Part.VALUE, "_total", Part.CREATED, "_created")),

	/**
	 * Has a value now.
	 */
	GAUGE("gauge", "gauge", Map.of(Part.VALUE, "")),

	/**
	 * Counts by size.
	 */
	HISTOGRAM("histogram", "histogram",
			Map.of(Part.BUCKET, "_bucket", Part.COUNT, "_count", Part.SUM, "_sum", Part.CREATED, "_created")),

	/**
	 * What is there now, by size.
	 */
	GAUGE_HISTOGRAM("gaugehistogram", "histogram",
			Map.of(Part.BUCKET, "_bucket", Part.COUNT, "_gcount", Part.SUM, "_gsum", Part.CREATED, "_created")),

	/**
	 * Counts and adds up, perhaps with quantiles.
	 */
	SUMMARY("summary", "summary",
			Map.of(Part.VALUE, "", Part.COUNT, "_count", Part.SUM, "_sum", Part.CREATED, "_created")),

	/**
	 * Says something with its labels.
	 */
	INFO("info", "gauge", Map.of(Part.VALUE, "_info")),

	/**
	 * Which of some states there are.
	 */
	STATE_SET("stateset", "gauge", Map.of(Part.VALUE, "")),

	/**
	 * Anything.
	 */
	UNKNOWN("unknown", "untyped", Map.of(Part.VALUE, ""));

	private static final List<MetricType> TYPES = List.of(values());

	private final String openMetrics;

	private final String prometheus;

	private final Map<Part, String> suffixes;

	MetricType(String openMetrics, String prometheus, Map<Part, String> suffixes) {
		this.openMetrics = openMetrics;
		this.prometheus = prometheus;
		this.suffixes = suffixes;
	}

	static @Nullable MetricType named(String name) {
		return TYPES.stream().filter((type) -> type.openMetrics.equals(name)).findFirst().orElse(null);
	}

	String nameIn(MetricsFormat format) {
		return (format == MetricsFormat.OPEN_METRICS) ? this.openMetrics : this.prometheus;
	}

	Map<Part, String> suffixes() {
		return this.suffixes;
	}

	String suffixOf(Part part) {
		return this.suffixes.getOrDefault(part, "");
	}

	/**
	 * Return the names that a family of this type has for itself.
	 * @param family its name
	 */
	List<String> namesOf(String family) {
		Stream<String> ofSamples = this.suffixes.entrySet()
			.stream()
			.filter((suffix) -> suffix.getKey() != Part.CREATED)
			.map((suffix) -> family + suffix.getValue());
		return Stream.concat(Stream.of(family), ofSamples).distinct().toList();
	}

}
