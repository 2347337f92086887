package io.clusterboot.ipc;

/**
 * The other side of a connection.
 */
public interface Peer {

	/**
	 * Send a message. Never blocks: it is queued, and dropped with the connection if the
	 * other side does not read.
	 * @param message the message
	 */
	void send(Message message);

	/**
	 * Close the connection after what was queued is written.
	 */
	void close();

}
