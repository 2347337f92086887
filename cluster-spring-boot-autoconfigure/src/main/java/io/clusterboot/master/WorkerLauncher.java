package io.clusterboot.master;

import java.io.IOException;
import java.util.function.Consumer;

import io.clusterboot.generation.Generation;

/**
 * Starts worker processes.
 */
interface WorkerLauncher {

	/**
	 * Start a worker process.
	 * @param index index of the worker; of a spare the number that it has until it gets
	 * one
	 * @param generation generation of the worker
	 * @param onExit told when the process has ended, on any thread
	 * @return the process
	 * @throws IOException if no process could be started
	 */
	WorkerProcess launch(int index, Generation generation, Consumer<? super Event.Exited> onExit) throws IOException;

	/**
	 * Return what the JVM of a worker left behind when it crashed.
	 * @param process the worker's process
	 * @return where to look, as a sentence fragment, empty if there is nothing
	 */
	String crashReport(WorkerProcess process);

}
