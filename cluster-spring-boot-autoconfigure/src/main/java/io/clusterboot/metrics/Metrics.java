package io.clusterboot.metrics;

import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/**
 * Series of metrics, by family, as one process or several have measured them. Does not
 * change.
 */
public final class Metrics {

	/**
	 * No series at all.
	 */
	public static final Metrics NONE = new Metrics();

	private Metrics() {
	}

	/**
	 * Read metrics.
	 * @param text OpenMetrics 1.0.0 text; the last line may be missing
	 * @return the metrics
	 * @throws MalformedMetricsException if it is something else
	 */
	public static Metrics parse(String text) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Make one of many: what only grows is added, gauges by their rule.
	 * @param all the many, those whose help texts and types count first
	 * @param rules rules for gauges
	 * @return one, without quantiles of summaries where several processes have them
	 */
	public static Metrics merge(Collection<Metrics> all, GaugeRules rules) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Put metrics beside each other, each family once. They must not have a series in
	 * common.
	 * @param all the metrics, those whose help texts and types count first
	 * @return all of them
	 */
	public static Metrics union(List<Metrics> all) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Return these metrics with another label. One of that name that a series has already
	 * gets the prefix {@code exported_}.
	 * @param name name of the label
	 * @param value its value
	 * @return the metrics with the label
	 */
	public Metrics labelled(String name, String value) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Return what only grows: counters, histograms, counts and sums of summaries.
	 * @return those series
	 */
	public Metrics totals() {
		throw new UnsupportedOperationException();
	}

	/**
	 * Return the series that are not the same in earlier metrics.
	 * @param earlier the earlier ones
	 * @return series that have another value, or are new
	 */
	public Metrics since(Metrics earlier) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Return these metrics with others instead of those that are the same series, and
	 * beside the rest.
	 * @param newer the others
	 * @return all of them
	 */
	public Metrics with(Metrics newer) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Return only some families.
	 * @param names of the families, as Prometheus has them
	 * @return the families
	 */
	public Metrics only(Predicate<String> names) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Return whether there is no series.
	 */
	public boolean isEmpty() {
		throw new UnsupportedOperationException();
	}

	/**
	 * Write the metrics.
	 * @param format the format
	 * @return a complete text
	 */
	public String write(MetricsFormat format) {
		throw new UnsupportedOperationException();
	}

}
