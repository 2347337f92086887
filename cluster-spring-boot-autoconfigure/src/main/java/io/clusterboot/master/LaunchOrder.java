package io.clusterboot.master;

import io.clusterboot.generation.Generation;

/**
 * What a worker process is to be when it starts.
 *
 * @param number index of the worker, or the number that it has until it gets one: it
 * stands in its environment, and in the names of its files
 * @param count number of workers there shall be
 * @param generation generation of the worker
 */
record LaunchOrder(int number, int count, Generation generation) {
}
