package io.clusterboot.ipc;

import java.time.Duration;

/**
 * How a worker is to leave.
 *
 * @param preStopDelay time to go on accepting while readiness is already down
 * @param timeout time to finish what was accepted, once nothing more is accepted
 * @param last whether nobody takes over: the listening socket ends with this cluster
 */
public record DrainOrder(Duration preStopDelay, Duration timeout, boolean last) {
}
