package io.clusterboot.master;

import java.io.IOException;
import java.util.function.Consumer;

/**
 * Starts worker processes.
 */
interface WorkerLauncher {

	/**
	 * Start a worker process.
	 * @param order what it is to be
	 * @param onExit told when the process has ended, on any thread
	 * @return the process
	 * @throws IOException if no process could be started
	 */
	WorkerProcess launch(LaunchOrder order, Consumer<? super Event.Exited> onExit) throws IOException;

	/**
	 * Return what the JVM of a worker left behind when it crashed.
	 * @param process the worker's process
	 * @return where to look, as a sentence fragment, empty if there is nothing
	 */
	String crashReport(WorkerProcess process);

}
