package io.clusterboot.leader;

/**
 * Wants to know when this worker leads. Called by one thread, in the order in which
 * things happened.
 */
public interface LeaderListener {

	/**
	 * This worker leads from now on.
	 */
	void elected();

	/**
	 * This worker does not lead any more.
	 */
	void resigned();

	/**
	 * A task that still ran on a former leader has ended, there or with it.
	 * @param task name of the task
	 */
	void freed(String task);

}
