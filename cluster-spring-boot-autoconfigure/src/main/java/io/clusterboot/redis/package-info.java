/**
 * A Redis of the cluster's own, for development and tests.
 */
@NullMarked
package io.clusterboot.redis;

import org.jspecify.annotations.NullMarked;
