package io.clusterboot.master;

import java.util.function.Consumer;

/**
 * Writes down what the threads of a worker do.
 */
interface ThreadDumper {

	/**
	 * Write it down, on another thread. Takes a few seconds at most, also if the worker
	 * does not take part.
	 * @param index the worker's index
	 * @param process the worker
	 * @param outcome told {@link Event.Dumped}, on any thread
	 */
	void dump(int index, WorkerProcess process, Consumer<? super Event.Dumped> outcome);

	/**
	 * Remove what asking a process leaves behind if that process is killed.
	 * @param pid process id of a worker that has ended
	 */
	void forget(long pid);

}
