package io.clusterboot.worker;

import java.time.Instant;
import java.util.List;

import io.clusterboot.ActionReport;
import io.clusterboot.Cluster;
import io.clusterboot.ClusterConflictException;
import io.clusterboot.ClusterState;
import io.clusterboot.ClusterStatus;
import io.clusterboot.ClusterStatus.MasterStatus;
import io.clusterboot.ReloadReport;
import io.clusterboot.WorkerLoad;
import io.clusterboot.WorkerState;
import io.clusterboot.WorkerStatus;

/**
 * A plain application, described as a cluster of one.
 */
final class SingleCluster implements Cluster {

	private final long pid = ProcessHandle.current().pid();

	private final Instant startedAt = ProcessHandle.current().info().startInstant().orElseGet(Instant::now);

	@Override
	public boolean isClustered() {
		return false;
	}

	@Override
	public int index() {
		return 0;
	}

	@Override
	public int count() {
		return 1;
	}

	@Override
	public int generation() {
		return 1;
	}

	@Override
	public ClusterStatus status() {
		WorkerLoad load = WorkerLoad.UNKNOWN;
		WorkerStatus self = new WorkerStatus(0, this.pid, 1, WorkerState.ACTIVE, this.startedAt, 0, null,
				load.requests(), load.busyThreads(), load.rss(), load.heapUsed(), load.cpu());
		return new ClusterStatus(ClusterState.RUNNING, 1, 1, new MasterStatus(this.pid, this.startedAt), List.of(self),
				List.of(), List.of(), null, List.of(), 0);
	}

	@Override
	public ReloadReport reload() {
		throw conflict();
	}

	@Override
	public ActionReport scale(int workers) {
		throw conflict();
	}

	@Override
	public ActionReport restart(int index) {
		throw conflict();
	}

	@Override
	public ActionReport stop() {
		throw conflict();
	}

	private static ClusterConflictException conflict() {
		return new ClusterConflictException(
				"this application is not clustered (cluster.workers), so there is nobody who could do that");
	}

}
