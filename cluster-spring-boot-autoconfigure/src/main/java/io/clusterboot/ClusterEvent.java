package io.clusterboot;

/**
 * Something that happened in this cluster; published in every worker as an application
 * event that an {@code @EventListener} method can receive.
 */
public sealed interface ClusterEvent {

	/**
	 * A worker process was launched.
	 *
	 * @param index the worker's index
	 * @param pid the worker's process id
	 * @param generation the worker's generation
	 */
	record WorkerStarted(int index, long pid, int generation) implements ClusterEvent {
	}

	/**
	 * A worker began to accept connections.
	 *
	 * @param index the worker's index
	 * @param pid the worker's process id
	 * @param generation the worker's generation
	 */
	record WorkerActive(int index, long pid, int generation) implements ClusterEvent {
	}

	/**
	 * A worker process ended.
	 *
	 * @param index the worker's index
	 * @param pid the worker's process id
	 * @param expected whether it was told to end, by the master or by an operator
	 * @param cause how it ended
	 */
	record WorkerExited(int index, long pid, boolean expected, String cause) implements ClusterEvent {
	}

	/**
	 * A worker ended and nobody had asked for it. Follows its {@link WorkerExited}.
	 *
	 * @param incident what is known of it
	 */
	record WorkerFailed(Incident incident) implements ClusterEvent {
	}

	/**
	 * Another number of workers is wanted.
	 *
	 * @param from how many were wanted
	 * @param to how many are wanted now
	 * @param reason who or what asked for it
	 */
	record Scaled(int from, int to, String reason) implements ClusterEvent {
	}

	/**
	 * A new generation was staged, and its first worker is about to be started.
	 *
	 * @param generation the new generation
	 */
	record ReloadStarted(int generation) implements ClusterEvent {
	}

	/**
	 * All workers are of the new generation.
	 *
	 * @param generation the new generation
	 */
	record ReloadSucceeded(int generation) implements ClusterEvent {
	}

	/**
	 * A new generation failed, and all workers are of the old one.
	 *
	 * @param generation the old generation, which serves on
	 * @param attempted the generation that failed
	 * @param reason why it failed
	 */
	record ReloadRolledBack(int generation, int attempted, String reason) implements ClusterEvent {
	}

}
