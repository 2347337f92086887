/**
 * Series of metrics of many processes, made into those of one.
 */
@NullMarked
package io.clusterboot.metrics;

import org.jspecify.annotations.NullMarked;
