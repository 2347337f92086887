package io.clusterboot.scheduling;

/**
 * Follows the lead of this worker.
 */
interface LeadListener {

	/**
	 * Whether this worker leads, or what it knows of tasks, may have changed.
	 */
	void changed();

	/**
	 * The lease of this host has come to its end before it could be renewed: what runs
	 * here has to end.
	 */
	void expired();

	/**
	 * A task that still ran on a former leader has ended.
	 * @param task name of the task
	 */
	void freed(String task);

}
