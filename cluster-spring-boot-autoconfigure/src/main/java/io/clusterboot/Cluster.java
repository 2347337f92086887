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
	 * @return 0-based and stable: the successor of a worker takes its index again. A
	 * spare has a number that no other worker has, until it takes over the index of a
	 * worker that has ended
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

	/**
	 * Replace all workers by ones of the jar, or class path, as it is now. Waits until
	 * that is over, which takes as long as it takes to start all workers anew, one after
	 * the other.
	 * @return what came of it
	 * @throws ClusterConflictException if this is not the time: a reload is under way,
	 * the cluster starts or stops, or there is no cluster
	 * @throws ClusterUnavailableException if the master has gone meanwhile
	 */
	ReloadReport reload();

	/**
	 * Have another number of workers. Waits until those that are missing are active and
	 * those that are too many, which are the ones with the highest indexes, have ended.
	 * @param workers how many, 1 or more
	 * @return what came of it
	 * @throws ClusterConflictException if this is not the time, or the number is not
	 * possible
	 * @throws ClusterUnavailableException if the master has gone meanwhile
	 */
	ActionReport scale(int workers);

	/**
	 * Replace one worker by a fresh one of the same generation. Waits until its successor
	 * is active and it is about to end.
	 * @param index index of the worker
	 * @return what came of it
	 * @throws ClusterConflictException if this is not the time, or nobody has that index
	 * @throws ClusterUnavailableException if the master has gone meanwhile
	 */
	ActionReport restart(int index);

	/**
	 * Stop the whole cluster: all workers finish what they have accepted, then they and
	 * the master end. Returns when that has begun.
	 * @return what came of it
	 * @throws ClusterConflictException if there is no cluster
	 * @throws ClusterUnavailableException if the master has gone meanwhile
	 */
	ActionReport stop();

}
