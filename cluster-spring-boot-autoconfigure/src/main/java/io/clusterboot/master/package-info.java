/**
 * The supervising process: one thread, one queue, one reconcile step.
 */
@NullMarked
package io.clusterboot.master;

import org.jspecify.annotations.NullMarked;
