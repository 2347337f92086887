package io.clusterboot.metrics;

/**
 * What a sample is to its series.
 */
enum Part {

	/**
	 * Its value, one of its states or quantiles.
	 */
	VALUE,

	/**
	 * What is counted up to a bound.
	 */
	BUCKET,

	/**
	 * How much is counted.
	 */
	COUNT,

	/**
	 * What that adds up to.
	 */
	SUM,

	/**
	 * When it began. Of several processes it would be the beginning of none, so that it
	 * is left out.
	 */
	CREATED

}
