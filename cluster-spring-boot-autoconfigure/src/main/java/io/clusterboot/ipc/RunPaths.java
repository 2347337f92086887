package io.clusterboot.ipc;

import java.nio.file.Path;

/**
 * Where a master keeps its files, and an operator looks for them.
 *
 * @param directory the run directory
 */
public record RunPaths(Path directory) {

	/**
	 * Return the paths that are used when no run directory is configured.
	 * @param port port of the application
	 * @return a short path for this user and port
	 */
	public static RunPaths defaultFor(int port) {
		return new RunPaths(Path.of(System.getProperty("java.io.tmpdir"), "cluster-" + System.getProperty("user.name"),
				String.valueOf(port)));
	}

	/**
	 * Return where the control socket is.
	 * @return path of the socket
	 */
	public Path socket() {
		return this.directory.resolve("control.sock");
	}

	/**
	 * Return where the lock file is, which holds the process id of the master.
	 * @return path of the file
	 */
	public Path lock() {
		return this.directory.resolve("master.lock");
	}

	/**
	 * Return where generations of the application are kept.
	 * @return path of a directory, which need not exist
	 */
	public Path generations() {
		return this.directory.resolve("generations");
	}

	/**
	 * Return where thread dumps are kept.
	 * @return path of a directory, which need not exist
	 */
	public Path dumps() {
		return this.directory.resolve("dumps");
	}

	/**
	 * Return where a Redis of the cluster's own keeps its files.
	 * @return path of a directory, which need not exist
	 */
	public Path redis() {
		return this.directory.resolve("redis");
	}

}
