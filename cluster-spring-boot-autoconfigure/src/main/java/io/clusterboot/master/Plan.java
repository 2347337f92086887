package io.clusterboot.master;

/**
 * What the master has been asked for, once resolved on this machine.
 *
 * @param workers number of workers, 1 or more
 * @param startsAtOnce number of workers that may be starting at the same time, 1 or more
 * @param port the port they serve
 */
public record Plan(int workers, int startsAtOnce, int port) {
}
