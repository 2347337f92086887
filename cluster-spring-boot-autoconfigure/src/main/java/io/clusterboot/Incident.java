package io.clusterboot;

import java.time.Instant;

/**
 * An end of a worker that nobody asked for.
 *
 * @param time when the master learnt of it
 * @param index the worker's index
 * @param pid the worker's process id
 * @param cause what happened, as a sentence fragment
 */
public record Incident(Instant time, int index, long pid, String cause) {
}
