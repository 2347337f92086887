package io.clusterboot;

/**
 * Something that happened to a worker of this cluster; published in every worker as an
 * application event that an {@code @EventListener} method can receive.
 */
public sealed interface ClusterEvent {

	/**
	 * Return the index of the worker it happened to.
	 * @return 0-based index
	 */
	int index();

	/**
	 * Return the process id of the worker it happened to.
	 * @return the process id
	 */
	long pid();

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

}
