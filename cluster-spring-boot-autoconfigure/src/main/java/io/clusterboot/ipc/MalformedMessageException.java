package io.clusterboot.ipc;

import java.io.IOException;

/**
 * Thrown when bytes are no message.
 */
class MalformedMessageException extends IOException {

	private static final long serialVersionUID = 1L;

	MalformedMessageException(String message) {
		super(message);
	}

}
