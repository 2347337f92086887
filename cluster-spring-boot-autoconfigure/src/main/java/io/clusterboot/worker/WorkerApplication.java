package io.clusterboot.worker;

import io.clusterboot.ClusterEvent;

/**
 * What the cluster has to say to the application in this worker.
 */
public interface WorkerApplication {

	/**
	 * The whole cluster stops: readiness goes down.
	 */
	void refuseTraffic();

	/**
	 * Something happened in the cluster.
	 * @param event what happened
	 */
	void publish(ClusterEvent event);

}
