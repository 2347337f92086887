package io.clusterboot.messaging;

/**
 * Thrown when a message cannot be converted to what its listener wants.
 */
public class UnreadableMessageException extends RuntimeException {

	/**
	 * Create a new exception.
	 * @param message which message, and for whom
	 * @param cause the cause
	 */
	public UnreadableMessageException(String message, Throwable cause) {
		super(message, cause);
	}

}
