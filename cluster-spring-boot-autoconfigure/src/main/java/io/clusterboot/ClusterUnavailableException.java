package io.clusterboot;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when the master does not answer.
 */
public class ClusterUnavailableException extends RuntimeException {

	/**
	 * Create a new exception.
	 * @param message what was asked, and how long it was waited for
	 * @param cause the cause, if any
	 */
	public ClusterUnavailableException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
