package io.clusterboot.cli;

import java.time.Instant;
import java.util.List;

import io.clusterboot.ClusterState;
import io.clusterboot.ClusterStatus;
import io.clusterboot.ClusterStatus.MasterStatus;
import io.clusterboot.Incident;
import io.clusterboot.ReloadProgress;
import io.clusterboot.WorkerLoad;
import io.clusterboot.WorkerState;
import io.clusterboot.WorkerStatus;
import org.jspecify.annotations.Nullable;

/**
 * States of a cluster.
 */
final class Samples {

	static final Instant START = Instant.parse("2025-03-04T05:06:07.089Z");

	private Samples() {
	}

	static ClusterStatus status(ClusterState state, WorkerStatus... workers) {
		return status(state, null, workers);
	}

	static ClusterStatus reloading(String step, WorkerStatus... workers) {
		return status(ClusterState.RELOADING, new ReloadProgress(2, step, START), workers);
	}

	private static ClusterStatus status(ClusterState state, @Nullable ReloadProgress reload, WorkerStatus... workers) {
		return new ClusterStatus(state, 1, 2, new MasterStatus(4710, START), List.of(workers), List.of(), List.of(),
				reload, List.of(), 0);
	}

	static ClusterStatus with(ClusterStatus status, List<WorkerStatus> spares, List<Incident> incidents) {
		return new ClusterStatus(status.state(), status.generation(), status.wanted(), status.master(),
				status.workers(), spares, incidents, status.reload(), status.reloads(), status.leader());
	}

	static ClusterStatus withMaster(ClusterStatus status, long pid) {
		return new ClusterStatus(status.state(), status.generation(), status.wanted(), new MasterStatus(pid, START),
				status.workers(), status.spares(), status.incidents(), status.reload(), status.reloads(),
				status.leader());
	}

	static WorkerStatus worker(int index, WorkerState state) {
		return new WorkerStatus(index, 4711 + index, 1, state, START, 0, null, 99, 4, 181L << 20, 60L << 20, 0.5);
	}

	static Incident incident(int index, String cause, @Nullable String dump) {
		return new Incident(START, index, 4000 + index, cause, dump, WorkerLoad.UNKNOWN);
	}

}
