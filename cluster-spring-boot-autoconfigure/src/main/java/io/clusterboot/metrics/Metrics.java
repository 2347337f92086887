package io.clusterboot.metrics;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * Series of metrics, by family, as one process or several have measured them. Does not
 * change.
 */
public final class Metrics {

	/**
	 * No series at all.
	 */
	public static final Metrics NONE = new Metrics(Collections.emptySortedMap());

	private final SortedMap<String, Family> families;

	private Metrics(SortedMap<String, Family> families) {
		this.families = families;
	}

	/**
	 * Read metrics.
	 * @param text OpenMetrics 1.0.0 text; the last line may be missing
	 * @return the metrics
	 * @throws MalformedMetricsException if it is something else
	 */
	public static Metrics parse(String text) {
		Assembly assembly = new Assembly();
		assembly.add(new MetricsParser(text).parse());
		return new Metrics(assembly.combine((same) -> same.get(0)));
	}

	/**
	 * Make one of many: what only grows is added, gauges by their rule.
	 * @param all the many, those whose help texts and types count first
	 * @param rules rules for gauges
	 * @return one, without quantiles of summaries where several processes have them
	 */
	public static Metrics merge(Collection<Metrics> all, GaugeRules rules) {
		return combine(all, (same) -> Family.merge(same, rules));
	}

	/**
	 * Put metrics beside each other, each family once. They must not have a series in
	 * common.
	 * @param all the metrics, those whose help texts and types count first
	 * @return all of them
	 */
	public static Metrics union(List<Metrics> all) {
		return combine(all, Family::union);
	}

	private static Metrics combine(Collection<Metrics> all, Function<List<Family>, Family> several) {
		if (all.size() == 1) {
			return all.iterator().next();
		}
		Assembly assembly = new Assembly();
		all.forEach((metrics) -> assembly.add(metrics.families.values()));
		return new Metrics(assembly.combine(several));
	}

	/**
	 * Return these metrics with another label. One of that name that a series has already
	 * gets the prefix {@code exported_}.
	 * @param name name of the label
	 * @param value its value
	 * @return the metrics with the label
	 */
	public Metrics labelled(String name, String value) {
		UnaryOperator<String> label = Labels.adding(name, value);
		return each((family) -> family.labelled(label));
	}

	/**
	 * Return what only grows: counters, histograms, counts and sums of summaries.
	 * @return those series
	 */
	public Metrics totals() {
		return each((family) -> family.isTotal() ? family.totals() : null);
	}

	/**
	 * Return the series that are not the same in earlier metrics.
	 * @param earlier the earlier ones
	 * @return series that have another value, or are new
	 */
	public Metrics since(Metrics earlier) {
		return each((family) -> family.since(earlier.families.get(family.name())));
	}

	/**
	 * Return these metrics with others instead of those that are the same series, and
	 * beside the rest.
	 * @param newer the others
	 * @return all of them
	 */
	public Metrics with(Metrics newer) {
		return union(List.of(newer, this));
	}

	/**
	 * Return only some families.
	 * @param names of the families, as Prometheus has them: of a counter with or without
	 * {@code _total}, of others also with what their samples append
	 * @return the families
	 */
	public Metrics only(Predicate<String> names) {
		return each((family) -> family.type().namesOf(family.name()).stream().anyMatch(names) ? family : null);
	}

	private Metrics each(Function<Family, @Nullable Family> change) {
		SortedMap<String, Family> changed = new TreeMap<>();
		for (Family family : this.families.values()) {
			Family other = change.apply(family);
			if (other != null && !other.points().isEmpty()) {
				changed.put(family.name(), other);
			}
		}
		return new Metrics(changed);
	}

	/**
	 * Return whether there is no series.
	 */
	public boolean isEmpty() {
		return this.families.isEmpty();
	}

	/**
	 * Write the metrics.
	 * @param format the format
	 * @return a complete text
	 */
	public String write(MetricsFormat format) {
		return new MetricsWriter(format, size()).write(this.families.values());
	}

	private int size() {
		return this.families.values().stream().mapToInt((family) -> family.points().size()).sum();
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Metrics metrics && this.families.equals(metrics.families);
	}

	@Override
	public int hashCode() {
		return Objects.hashCode(this.families);
	}

	@Override
	public String toString() {
		return write(MetricsFormat.OPEN_METRICS);
	}

}
