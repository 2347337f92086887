package io.clusterboot.sample.harness;

/**
 * How a request ended; each ends in exactly one of these.
 */
public enum Outcome {

	/** Answered completely and rightly. */
	OK,

	/** Nobody listened. */
	REFUSED,

	/** No connection within the time for it. */
	CONNECT_TIMEOUT,

	/** The client itself could not connect, for lack of a free port for example. */
	CONNECT_FAILED,

	/** Sent, and the connection was reset before the response was complete. */
	LOST_RESET,

	/** Sent, and the stream ended before the response was complete. */
	LOST_EOF,

	/** Sent, and the response was not complete in time. */
	LOST_TIMEOUT,

	/** Answered with another status than 200, or with something that has none. */
	BAD_STATUS,

	/** Answered with another body than expected. */
	BAD_BODY;

	/**
	 * Whether a request was sent and nobody answered it.
	 * @return true for the {@code LOST} ones
	 */
	public boolean isLost() {
		return this == LOST_RESET || this == LOST_EOF || this == LOST_TIMEOUT;
	}

}
