package io.clusterboot.metrics;

/**
 * Text formats in which Prometheus takes metrics.
 */
public enum MetricsFormat {

	/**
	 * Prometheus text format 0.0.4.
	 */
	PROMETHEUS,

	/**
	 * OpenMetrics 1.0.0.
	 */
	OPEN_METRICS

}
