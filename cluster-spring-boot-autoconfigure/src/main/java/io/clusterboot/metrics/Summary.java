package io.clusterboot.metrics;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * What is counted and added up.
 *
 * @param quantiles how it is spread
 * @param count how much
 * @param sum what it adds up to
 */
record Summary(List<Quantile> quantiles, @Nullable Sample count, @Nullable Sample sum) implements Point {

	/*
	 * Told apart from a summary that never had quantiles by the object alone: one of a
	 * third process must not become that of all, while one of a process that lives is
	 * shown beside the count of those that have ended.
	 */
	private static final List<Quantile> OF_SEVERAL = Collections.unmodifiableList(new ArrayList<>());

	@Override
	public @Nullable Summary totals() {
		if (this.count == null && this.sum == null) {
			return null;
		}
		return new Summary(List.of(), bare(this.count), bare(this.sum));
	}

	private static @Nullable Sample bare(@Nullable Sample sample) {
		return (sample != null) ? sample.bare() : null;
	}

	@Override
	public boolean hasValuesOf(@Nullable Point other) {
		return other instanceof Summary summary && Sample.sameValue(this.count, summary.count)
				&& Sample.sameValue(this.sum, summary.sum) && this.quantiles.equals(summary.quantiles);
	}

	/**
	 * Add up summaries.
	 * @param all at least one
	 * @return the sum, with quantiles only where a single one has them; {@code null} if
	 * nothing is left
	 */
	static @Nullable Summary merge(List<Summary> all) {
		Summary merged = new Summary(quantiles(all), sum(all, Summary::count), sum(all, Summary::sum));
		boolean nothing = merged.quantiles.isEmpty() && merged.count == null && merged.sum == null;
		return nothing ? null : merged;
	}

	private static List<Quantile> quantiles(List<Summary> all) {
		List<Quantile> only = List.of();
		for (Summary summary : all) {
			if (summary.quantiles == OF_SEVERAL || (!summary.quantiles.isEmpty() && !only.isEmpty())) {
				return OF_SEVERAL;
			}
			only = summary.quantiles.isEmpty() ? only : summary.quantiles;
		}
		return only;
	}

	private static @Nullable Sample sum(List<Summary> all, Function<Summary, @Nullable Sample> part) {
		List<Sample> samples = all.stream().map(part).filter(Objects::nonNull).toList();
		return samples.isEmpty() ? null : Sample.sum(samples);
	}

}
