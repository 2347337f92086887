package io.clusterboot;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A view of the whole cluster at one moment, the same from every worker.
 *
 * @param state what the cluster is doing
 * @param generation generation of the deployment that serves
 * @param wanted number of workers that should be active
 * @param master the supervising process
 * @param workers holders of an index, in the order of their indexes
 * @param spares workers that hold no index: those that drain, or wait
 * @param incidents the last unwanted ends of workers, oldest first
 * @param reload the reload that is under way, {@code null} if none is
 * @param reloads the last reloads, oldest first
 * @param leader index of the worker that leads this host, -1 if none does
 */
public record ClusterStatus(ClusterState state, int generation, int wanted, MasterStatus master,
		List<WorkerStatus> workers, List<WorkerStatus> spares, List<Incident> incidents,
		@Nullable ReloadProgress reload, List<ReloadReport> reloads, int leader) {

	public ClusterStatus {
		workers = List.copyOf(workers);
		spares = List.copyOf(spares);
		incidents = List.copyOf(incidents);
		reloads = List.copyOf(reloads);
	}

	/**
	 * Return how many workers accept connections.
	 * @return number of holders of an index that are active
	 */
	public long active() {
		return this.workers.stream().filter((worker) -> worker.state() == WorkerState.ACTIVE).count();
	}

	/**
	 * The supervising process.
	 *
	 * @param pid process id
	 * @param startedAt when it became master
	 */
	public record MasterStatus(long pid, Instant startedAt) {
	}

}
