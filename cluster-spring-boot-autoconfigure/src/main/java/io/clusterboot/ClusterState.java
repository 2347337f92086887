package io.clusterboot;

/**
 * What the cluster as a whole is doing.
 */
public enum ClusterState {

	/**
	 * Not all workers have been active yet since the master started, and none was given
	 * up on.
	 */
	STARTING,

	/**
	 * As many workers are active as are wanted.
	 */
	RUNNING,

	/**
	 * Fewer workers are active than are wanted.
	 */
	DEGRADED,

	/**
	 * A new generation takes over, or the old one takes over again.
	 */
	RELOADING,

	/**
	 * All workers drain, then the master ends.
	 */
	STOPPING

}
