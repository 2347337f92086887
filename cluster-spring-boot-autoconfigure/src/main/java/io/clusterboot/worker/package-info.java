/**
 * A worker's side of the cluster: agent, activation, drain.
 */
@NullMarked
package io.clusterboot.worker;

import org.jspecify.annotations.NullMarked;
