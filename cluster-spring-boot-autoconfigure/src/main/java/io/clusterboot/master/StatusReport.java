package io.clusterboot.master;

import java.util.List;

import io.clusterboot.ClusterState;
import io.clusterboot.ClusterStatus;
import io.clusterboot.ClusterStatus.MasterStatus;
import io.clusterboot.WorkerLoad;
import io.clusterboot.WorkerStatus;

/**
 * Describes the cluster to those who ask.
 *
 * @param situation the workers, and what is wanted of them
 * @param incidents their unwanted ends
 * @param reloads what replaces them
 * @param election which of them leads
 * @param master the master itself
 */
record StatusReport(Situation situation, Incidents incidents, Reloads reloads, Election election, MasterStatus master) {

	ClusterStatus of(ClusterState state) {
		Workers workers = this.situation.workers();
		List<WorkerHandle> holders = workers.holders()
			.stream()
			.filter((worker) -> !this.situation.isSurplus(worker))
			.toList();
		return new ClusterStatus(state, this.situation.generations().serving().number(), this.situation.wanted(),
				this.master, describe(holders),
				describe(workers.all().stream().filter((worker) -> !holders.contains(worker)).toList()),
				this.incidents.toList(), this.reloads.progress(), this.reloads.last(), this.election.leader());
	}

	private List<WorkerStatus> describe(List<WorkerHandle> handles) {
		return handles.stream().map(this::describe).toList();
	}

	private WorkerStatus describe(WorkerHandle worker) {
		IndexHistory history = this.situation.histories().of(worker.index());
		WorkerLoad load = worker.load();
		return new WorkerStatus(worker.index(), worker.pid(), worker.generation().number(), worker.state(),
				worker.startedAt(), history.restarts(), history.lastExit(), load.requests(), load.busyThreads(),
				load.rss(), load.heapUsed(), load.cpu());
	}

}
