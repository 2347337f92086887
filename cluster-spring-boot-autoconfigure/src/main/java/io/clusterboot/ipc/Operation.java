package io.clusterboot.ipc;

import org.jspecify.annotations.Nullable;

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

	/**
	 * Let workers say what they measure, and say what is known besides. Answered by
	 * {@link Answer.Statements}.
	 */
	record Collect() implements Operation {
	}

	/**
	 * Ask workers something. Answered by {@link Answer.Statements}.
	 *
	 * @param worker index of the worker, {@link #ALL} for each that is active
	 * @param question for workers to understand
	 * @param subject what it is about, where workers that start later are to be asked the
	 * same before they serve; a later question about the same replaces it. {@code null}
	 * where that is not so
	 */
	record Ask(int worker, String question, @Nullable String subject) implements Operation {

		/**
		 * Each worker that is active.
		 */
		public static final int ALL = -1;

	}

}
