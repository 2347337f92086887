package io.clusterboot.metrics;

import org.jspecify.annotations.Nullable;

/**
 * What is measured under one set of labels.
 */
sealed interface Point permits Single, Histogram, Summary {

	/**
	 * Return the values alone of what only grows.
	 * @return without times, exemplars and quantiles, {@code null} if nothing is left
	 */
	@Nullable Point totals();

	/**
	 * Return whether the values of another are the same.
	 * @param other the other
	 */
	boolean hasValuesOf(@Nullable Point other);

}
