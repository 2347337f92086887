package io.clusterboot;

/**
 * What a worker says of its load with each heartbeat.
 *
 * @param requests requests answered since the worker started
 * @param busyThreads request threads at work now
 * @param maxThreads request threads there can be, -1 where that is not limited or unknown
 * @param rss resident memory in bytes, -1 where unknown
 * @param heapUsed used heap in bytes
 * @param cpu share of one processor used since the last heartbeat, 0 or more; -1 where
 * unknown
 */
public record WorkerLoad(long requests, int busyThreads, int maxThreads, long rss, long heapUsed, double cpu) {

	/**
	 * The load of a worker that has said nothing yet.
	 */
	public static final WorkerLoad UNKNOWN = new WorkerLoad(0, 0, -1, -1, -1, -1);

}
