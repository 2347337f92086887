package io.clusterboot.metrics;

/**
 * A quantile of a summary.
 *
 * @param rank which, as it is written
 * @param sample its value
 */
record Quantile(String rank, Sample sample) {
}
