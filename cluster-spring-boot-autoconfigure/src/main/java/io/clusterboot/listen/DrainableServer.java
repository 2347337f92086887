package io.clusterboot.listen;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * A web server of a worker, as far as the cluster steers it.
 */
public interface DrainableServer {

	/**
	 * Begin to accept connections.
	 * @throws IOException if the port cannot be had
	 */
	void activate() throws IOException;

	/**
	 * Let the accept queue run dry: ignore those who begin to connect, until all who are
	 * connected have been accepted. Does nothing where the queue is not known.
	 * @param timeout how long to go on at most
	 */
	void emptyQueue(Duration timeout);

	/**
	 * Accept no more connections. Requests on open ones are served on, and the answer to
	 * each closes its connection.
	 */
	void stopAccepting();

	/**
	 * Close connections on which nothing was received for a while and no request is under
	 * way, and those that have no requests (WebSockets), after a word of farewell. Does
	 * not wait, and is called again until no connection is left.
	 * @param idle how long nothing must have been received
	 */
	void closeIdle(Duration idle);

	/**
	 * Return how many connections are open or about to be.
	 * @return number of connections, 0 only if none can appear any more once this server
	 * has stopped accepting
	 */
	int connections();

	/**
	 * Return how many requests were answered.
	 * @return a number that only grows
	 */
	long requests();

	/**
	 * Return how many request threads are at work.
	 * @return number of threads
	 */
	int busyThreads();

	/**
	 * Return how many request threads there can be.
	 * @return number of threads, -1 where that is not limited or unknown
	 */
	int maxThreads();

	/**
	 * Return the pools of its request threads.
	 * @return the pools, always the same
	 */
	List<RequestPool> pools();

}
