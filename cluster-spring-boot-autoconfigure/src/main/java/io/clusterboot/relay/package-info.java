/**
 * Questions from worker to worker, by way of the master.
 */
@NullMarked
package io.clusterboot.relay;

import org.jspecify.annotations.NullMarked;
