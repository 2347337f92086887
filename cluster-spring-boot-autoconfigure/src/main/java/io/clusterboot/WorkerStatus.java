package io.clusterboot;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What is known of one worker.
 *
 * @param index 0-based and stable: a successor takes it again
 * @param pid process id
 * @param generation grows with each deployment
 * @param state where it is in its life
 * @param startedAt when its process was launched
 * @param restarts how often a worker of this index was replaced after an unwanted end
 * @param lastExit how the previous worker of this index ended, {@code null} if there was
 * none
 * @param requests requests answered since it started
 * @param busyThreads request threads at work at the last heartbeat
 * @param rss resident memory in bytes, -1 while unknown
 * @param heapUsed used heap in bytes, -1 while unknown
 * @param cpu share of one processor in use, -1 while unknown
 */
public record WorkerStatus(int index, long pid, int generation, WorkerState state, Instant startedAt, int restarts,
		@Nullable String lastExit, long requests, int busyThreads, long rss, long heapUsed, double cpu) {
}
