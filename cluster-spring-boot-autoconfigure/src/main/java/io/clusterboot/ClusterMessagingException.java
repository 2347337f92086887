package io.clusterboot;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a message was, perhaps, not sent.
 */
public class ClusterMessagingException extends RuntimeException {

	/**
	 * Create a new exception.
	 * @param message what was not sent, and why
	 * @param cause the cause, if any
	 */
	public ClusterMessagingException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
