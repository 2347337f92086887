package io.clusterboot.ipc;

/**
 * What can be asked of a master.
 */
public sealed interface Operation {

	/**
	 * Tell how everybody is. Answered by {@link Answer.Status}.
	 */
	record Status() implements Operation {
	}

	/**
	 * Replace everybody by what is deployed now. Answered by {@link Answer.Reloaded}.
	 */
	record Reload() implements Operation {
	}

	/**
	 * Have another number of workers. Answered by {@link Answer.Done}.
	 *
	 * @param workers how many
	 */
	record Scale(int workers) implements Operation {
	}

	/**
	 * Replace one worker by a fresh one. Answered by {@link Answer.Done}.
	 *
	 * @param index its index
	 */
	record Restart(int index) implements Operation {
	}

	/**
	 * Write down what the threads of a worker do. Answered by {@link Answer.Threads}.
	 *
	 * @param index its index
	 */
	record Threads(int index) implements Operation {
	}

	/**
	 * Stop everybody. Answered by {@link Answer.Done} when that has begun; it is over
	 * when the master's end closes the connection.
	 */
	record Stop() implements Operation {
	}

}
