package io.clusterboot.master;

/**
 * A launched worker process.
 */
interface WorkerProcess {

	/**
	 * Return its process id.
	 */
	long pid();

	/**
	 * Send SIGTERM.
	 */
	void terminate();

	/**
	 * Send SIGKILL.
	 */
	void kill();

}
