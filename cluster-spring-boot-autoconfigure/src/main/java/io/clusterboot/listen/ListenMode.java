package io.clusterboot.listen;

/**
 * How workers share a listening port.
 */
public enum ListenMode {

	/**
	 * Workers inherit one listening socket as their standard input. There is one queue:
	 * nothing in it is lost when a worker leaves.
	 */
	SHARED,

	/**
	 * Each worker listens by itself with SO_REUSEPORT. What waits in the queue of a
	 * worker that leaves is reset, unless the kernel migrates it
	 * (net.ipv4.tcp_migrate_req).
	 */
	REUSE_PORT

}
