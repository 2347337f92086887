package io.clusterboot.actuate;

import io.clusterboot.ActionReport;
import io.clusterboot.Cluster;
import io.clusterboot.ClusterStatus;
import io.clusterboot.ReloadReport;
import io.clusterboot.WorkerCount;
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
	 * @param action {@code reload}: replace all workers by ones of the jar as it is now;
	 * {@code scale}: have another number of workers; {@code restart}: replace one worker;
	 * {@code stop}: end all of them, and the master
	 * @param workers number of workers to scale to
	 * @param index index of the worker to restart
	 * @return what came of it, once it is over: a {@link ReloadReport} or an
	 * {@link ActionReport}
	 * @throws InvalidEndpointRequestException if there is no such action, or it lacks
	 * what it needs
	 */
	@WriteOperation
	public Object act(String action, @Nullable Integer workers, @Nullable Integer index) {
		return switch (action) {
			case "reload" -> this.cluster.reload();
			case "scale" -> this.cluster.scale(inRange("workers", workers, 1));
			case "restart" -> this.cluster.restart(inRange("index", index, 0));
			case "stop" -> this.cluster.stop();
			default -> throw invalid("action", action, "reload, scale, restart or stop");
		};
	}

	private static int inRange(String name, @Nullable Integer value, int least) {
		if (value == null || value < least || value > WorkerCount.MAX) {
			throw invalid(name, value, least + " to " + WorkerCount.MAX);
		}
		return value;
	}

	private static InvalidEndpointRequestException invalid(String name, @Nullable Object value, String expected) {
		String text = name + ": " + value + " (expected: " + expected + ")";
		return new InvalidEndpointRequestException(text, text);
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
