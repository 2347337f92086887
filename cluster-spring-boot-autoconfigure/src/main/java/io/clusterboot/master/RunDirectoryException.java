package io.clusterboot.master;

import java.nio.file.Path;

/**
 * Thrown when a run directory cannot be used.
 */
public class RunDirectoryException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient Path directory;

	private final String remedy;

	RunDirectoryException(Path directory, String fact, String remedy) {
		super("cluster.run-directory=" + directory + " " + fact);
		this.directory = directory;
		this.remedy = remedy;
	}

	/**
	 * Return the directory.
	 * @return the directory
	 */
	public Path getDirectory() {
		return this.directory;
	}

	/**
	 * Return what to do about it.
	 * @return a sentence
	 */
	public String getRemedy() {
		return this.remedy;
	}

}
