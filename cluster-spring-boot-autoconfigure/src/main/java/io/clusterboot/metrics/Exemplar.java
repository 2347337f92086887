package io.clusterboot.metrics;

/**
 * An example of what a sample has counted.
 *
 * @param text as it was written
 * @param time when that was, in seconds, or negative infinity
 */
record Exemplar(String text, double time) {
}
