package io.clusterboot.worker;

/**
 * The index under which this worker is known at the moment. It is in a system property,
 * where logging systems find it anew for each line they write.
 */
public final class WorkerName {

	/**
	 * Name of the property, in the system as in the environment of the application.
	 */
	public static final String PROPERTY = "cluster.worker.index";

	private static volatile int current = -1;

	private WorkerName() {
	}

	/**
	 * Start with an index. Does nothing if this process has one already: it may run
	 * several applications.
	 * @param index index that the master gave when it started this process
	 */
	public static synchronized void start(int index) {
		if (current < 0) {
			become(index);
		}
	}

	/**
	 * Be known under another index from now on.
	 * @param index the index
	 */
	public static synchronized void become(int index) {
		current = index;
		System.setProperty(PROPERTY, Integer.toString(index));
	}

	/**
	 * Return the index of this moment.
	 * @return the index, or -1 if this process is no worker
	 */
	public static int index() {
		return current;
	}

	static synchronized void forget() {
		current = -1;
		System.clearProperty(PROPERTY);
	}

}
