package io.clusterboot.actuate;

import io.clusterboot.Cluster;
import io.clusterboot.ClusterStatus;
import io.clusterboot.ReloadReport;
import io.clusterboot.WorkerStatus;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * Endpoint that shows the cluster; the same from every worker.
 */
@Endpoint(id = "cluster", defaultAccess = Access.READ_ONLY)
public class ClusterEndpoint {

	private final Cluster cluster;

	/**
	 * Create an endpoint.
	 * @param cluster the cluster it shows
	 */
	public ClusterEndpoint(Cluster cluster) {
		this.cluster = cluster;
	}

	/**
	 * Return the state of the cluster.
	 * @return the state
	 */
	@ReadOperation
	public ClusterStatus cluster() {
		return this.cluster.status();
	}

	/**
	 * Change the cluster.
	 * @param action {@code reload}: replace all workers by ones of the jar as it is now
	 * @return what came of it, once it is over
	 * @throws InvalidEndpointRequestException if there is no such action
	 */
	@WriteOperation
	public ReloadReport act(String action) {
		if (!action.equals("reload")) {
			throw new InvalidEndpointRequestException("action: " + action + " (expected: reload)",
					"The action '" + action + "' is unknown; there is: reload");
		}
		return this.cluster.reload();
	}

	int generation() {
		return this.cluster.generation();
	}

	/**
	 * Return the state of one worker.
	 * @param index index of the worker
	 * @return the state, or {@code null} if no worker holds that index
	 */
	@ReadOperation
	public @Nullable WorkerStatus worker(@Selector int index) {
		return this.cluster.status()
			.workers()
			.stream()
			.filter((worker) -> worker.index() == index)
			.findFirst()
			.orElse(null);
	}

}
