/**
 * Typed messages between master and workers over a unix domain socket.
 */
@NullMarked
package io.clusterboot.ipc;

import org.jspecify.annotations.NullMarked;
