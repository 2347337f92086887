package io.clusterboot.listen;

/**
 * The threads that serve the requests of a web server.
 */
public interface RequestPool {

	/**
	 * Let one of the threads run a task, without waiting for it. Where the server has no
	 * threads, because it has not started or has ended, the task is run at once.
	 * @param task the task, which takes no time
	 * @return whether the task was taken; if not, it is never run
	 */
	boolean offer(Runnable task);

	/**
	 * Return a number that has grown if the threads have finished anything.
	 * @return the number
	 */
	long finished();

}
