package io.clusterboot.sample.harness;

import java.io.IOException;

/**
 * Thrown when what came back is not an HTTP response.
 */
final class MalformedResponseException extends IOException {

	private static final long serialVersionUID = 1L;

	private final boolean inBody;

	MalformedResponseException(String message, boolean inBody) {
		super(message);
		this.inBody = inBody;
	}

	boolean isInBody() {
		return this.inBody;
	}

}
