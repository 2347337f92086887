package io.clusterboot.listen;

import java.io.IOException;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SocketChannel;

/**
 * A worker's way to accept connections on a port it shares with others.
 */
public interface WorkerSocket {

	/**
	 * Prepare to accept; nobody can connect because of it.
	 * @throws IOException if the port cannot be had
	 */
	void prepare() throws IOException;

	/**
	 * Begin to listen.
	 * @throws IOException if the port cannot be had
	 */
	void listen() throws IOException;

	/**
	 * Wait for the next connection, in blocking mode.
	 * @return the connection
	 * @throws java.nio.channels.ClosedChannelException if this worker has stopped
	 * accepting
	 * @throws IOException if accepting failed
	 */
	SocketChannel accept() throws IOException;

	/**
	 * Ignore those who begin to connect, for every worker that shares the queue.
	 * @return whether the accept queue now only becomes shorter
	 */
	boolean ignoreNewConnections();

	/**
	 * Return how many connections wait to be accepted.
	 * @return length of the queue, 0 where it is not known
	 */
	int queueLength();

	/**
	 * Stop accepting in this worker, and wake up who waits in {@link #accept()}. What was
	 * accepted is not touched.
	 * @throws IOException if that failed
	 */
	void close() throws IOException;

	/**
	 * Return a channel that knows the local address.
	 * @return the channel
	 */
	NetworkChannel channel();

}
