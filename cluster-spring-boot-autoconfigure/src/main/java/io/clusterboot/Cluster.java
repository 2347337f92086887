package io.clusterboot;

/**
 * The cluster this application runs in. A bean of this type is always there: in a plain
 * application it describes a cluster of one. All methods may be called from any thread.
 */
public interface Cluster {

	/**
	 * Return whether this application runs as a worker of a master.
	 * @return {@code false} in a plain application
	 */
	boolean isClustered();

	/**
	 * Return the index of this worker.
	 * @return 0-based and stable: the successor of a worker takes its index again
	 */
	int index();

	/**
	 * Return the number of workers this cluster was asked to have.
	 * @return 1 or more
	 */
	int count();

	/**
	 * Return the generation of this worker; it grows with each deployment.
	 * @return 1 or more
	 */
	int generation();

	/**
	 * Ask the master for the state of all workers. Waits for at most a second.
	 * @return the state of the cluster
	 * @throws ClusterUnavailableException if the master did not answer in time
	 */
	ClusterStatus status();

}
