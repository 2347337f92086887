package io.clusterboot;

/**
 * How a gauge that each of several processes has becomes one.
 */
public enum GaugeRule {

	/**
	 * All together.
	 */
	SUM,

	/**
	 * The least.
	 */
	MIN,

	/**
	 * The greatest.
	 */
	MAX,

	/**
	 * Their average.
	 */
	MEAN

}
