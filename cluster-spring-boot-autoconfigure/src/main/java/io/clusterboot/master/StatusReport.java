package io.clusterboot.master;

import java.util.List;

import io.clusterboot.ClusterState;
import io.clusterboot.ClusterStatus;
import io.clusterboot.ClusterStatus.MasterStatus;
import io.clusterboot.WorkerLoad;
import io.clusterboot.WorkerStatus;
import io.clusterboot.generation.Generation;

/**
 * Describes the cluster to those who ask.
 *
 * @param workers the workers
 * @param histories what outlives them
 * @param incidents their unwanted ends
 * @param reloads what replaces them
 * @param master the master itself
 */
record StatusReport(Workers workers, IndexHistories histories, Incidents incidents, Reloads reloads,
		MasterStatus master) {

	ClusterStatus of(ClusterState state, Generation serving, int wanted) {
		List<WorkerHandle> holders = this.workers.holders();
		return new ClusterStatus(state, serving.number(), wanted, this.master, describe(holders),
				describe(this.workers.all().stream().filter((worker) -> !holders.contains(worker)).toList()),
				this.incidents.toList(), this.reloads.progress(), this.reloads.last());
	}

	private List<WorkerStatus> describe(List<WorkerHandle> handles) {
		return handles.stream().map(this::describe).toList();
	}

	private WorkerStatus describe(WorkerHandle worker) {
		IndexHistory history = this.histories.of(worker.index());
		WorkerLoad load = worker.load();
		return new WorkerStatus(worker.index(), worker.pid(), worker.generation().number(), worker.state(),
				worker.startedAt(), history.restarts(), history.lastExit(), load.requests(), load.busyThreads(),
				load.rss(), load.heapUsed(), load.cpu());
	}

}
