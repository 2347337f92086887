package io.clusterboot.metrics;

/**
 * What OpenMetrics appends to the name of a family for a sample.
 *
 * @param part what the sample is
 * @param text what is appended, or empty
 */
record Suffix(Part part, String text) {
}
