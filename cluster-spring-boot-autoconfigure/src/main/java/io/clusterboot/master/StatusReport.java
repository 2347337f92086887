package io.clusterboot.master;

import java.util.List;

import io.clusterboot.ClusterState;
import io.clusterboot.ClusterStatus;
import io.clusterboot.ClusterStatus.MasterStatus;
import io.clusterboot.Incident;
import io.clusterboot.WorkerLoad;
import io.clusterboot.WorkerStatus;

/**
 * Describes the cluster to those who ask.
 *
 * @param workers the workers
 * @param histories what outlives them
 * @param master the master itself
 */
record StatusReport(Workers workers, IndexHistories histories, MasterStatus master) {

	ClusterStatus of(ClusterState state, int generation, int wanted, List<Incident> incidents) {
		List<WorkerHandle> holders = this.workers.holders();
		return new ClusterStatus(state, generation, wanted, this.master, describe(holders),
				describe(this.workers.all().stream().filter((worker) -> !holders.contains(worker)).toList()),
				incidents);
	}

	private List<WorkerStatus> describe(List<WorkerHandle> handles) {
		return handles.stream().map(this::describe).toList();
	}

	private WorkerStatus describe(WorkerHandle worker) {
		IndexHistory history = this.histories.of(worker.index());
		WorkerLoad load = worker.load();
		return new WorkerStatus(worker.index(), worker.pid(), worker.generation(), worker.state(), worker.startedAt(),
				history.restarts(), history.lastExit(), load.requests(), load.busyThreads(), load.rss(),
				load.heapUsed(), load.cpu());
	}

}
