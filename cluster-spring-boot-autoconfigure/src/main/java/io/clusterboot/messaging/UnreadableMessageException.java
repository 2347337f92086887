package io.clusterboot.messaging;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a message cannot be converted to what its listener wants.
 */
class UnreadableMessageException extends RuntimeException {

	/**
	 * Create a new exception.
	 * @param message why
	 * @param cause the cause, if any
	 */
	UnreadableMessageException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
