/**
 * A small shop that shows the cluster at work.
 */
@NullMarked
package io.clusterboot.sample;

import org.jspecify.annotations.NullMarked;
