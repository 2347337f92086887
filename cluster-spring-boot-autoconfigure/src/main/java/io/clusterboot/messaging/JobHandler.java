package io.clusterboot.messaging;

/**
 * Does the work of a queue.
 */
public interface JobHandler {

	/**
	 * Do the work of one message. When this returns the message is done with.
	 * @param parcel the message
	 * @throws Exception if the work failed and is to be tried again, up to
	 * {@code cluster.messaging.max-attempts} times
	 * @throws UnreadableMessageException if it would fail each time, so that the message
	 * is to be laid aside at once
	 */
	void handle(Parcel parcel) throws Exception;

}
