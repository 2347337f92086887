package io.clusterboot;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What a leader leaves to the next about a scheduled task.
 *
 * @param task name of the task, the same in all workers
 * @param due when it is to run next; {@code null} if never again
 * @param running whether it runs at this moment
 */
public record TaskState(String task, @Nullable Instant due, boolean running) {
}
