package io.clusterboot;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * An end of a worker that nobody asked for.
 *
 * @param time when the master learnt of it
 * @param index the worker's index
 * @param pid the worker's process id
 * @param cause what happened, as a sentence fragment
 * @param dump file with the stacks of its threads, or with what the JVM wrote about its
 * crash; {@code null} if there is none
 * @param load what it said of its load last
 */
public record Incident(Instant time, int index, long pid, String cause, @Nullable String dump, WorkerLoad load) {
}
