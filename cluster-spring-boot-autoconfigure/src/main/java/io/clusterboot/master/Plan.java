package io.clusterboot.master;

/**
 * What the master has been asked for, once resolved on this machine.
 *
 * @param workers number of workers, 1 or more
 * @param spares number of workers that wait to take over, 0 or more
 * @param maxSurge number of workers there may be beyond those while they are replaced, 1
 * or more
 * @param startsAtOnce number of workers that may be starting at the same time, 1 or more
 * @param port the port they serve
 */
public record Plan(int workers, int spares, int maxSurge, int startsAtOnce, int port) {
}
