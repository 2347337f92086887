package io.clusterboot.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.clusterboot.ActionReport;
import io.clusterboot.Cluster;
import io.clusterboot.ClusterState;
import io.clusterboot.ClusterStatus.MasterStatus;
import io.clusterboot.ClusterStatus;
import io.clusterboot.ClusterUnavailableException;
import io.clusterboot.Incident;
import io.clusterboot.ReloadProgress;
import io.clusterboot.ReloadReport.Result;
import io.clusterboot.ReloadReport;
import io.clusterboot.WorkerLoad;
import io.clusterboot.WorkerState;
import io.clusterboot.WorkerStatus;
import org.jspecify.annotations.Nullable;

/**
 * A cluster of two, one of which has just died.
 */
final class FakeCluster implements Cluster {

	static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

	private volatile ClusterStatus status = status(WorkerState.ACTIVE);

	private volatile boolean unavailable;

	private volatile @Nullable RuntimeException reloadFailure;

	private volatile @Nullable String done;

	void become(WorkerState first) {
		this.status = status(first);
	}

	void reloadFails(RuntimeException exception) {
		this.reloadFailure = exception;
	}

	void becomeUnavailable() {
		this.unavailable = true;
	}

	@Override
	public boolean isClustered() {
		return true;
	}

	@Override
	public int index() {
		return 1;
	}

	@Override
	public int count() {
		return 2;
	}

	@Override
	public int generation() {
		return 3;
	}

	@Override
	public ClusterStatus status() {
		if (this.unavailable) {
			throw new ClusterUnavailableException("The master (pid 100) did not answer within 1000ms", null);
		}
		return this.status;
	}

	@Override
	public ReloadReport reload() {
		if (this.reloadFailure != null) {
			throw this.reloadFailure;
		}
		return new ReloadReport(Result.SUCCEEDED, null, 4, 4, START, Duration.ofMillis(4711));
	}

	@Override
	public ActionReport scale(int workers) {
		return done("scale " + workers, workers);
	}

	@Override
	public ActionReport restart(int index) {
		return done("restart " + index, 2);
	}

	@Override
	public ActionReport stop() {
		return done("stop", 2);
	}

	private ActionReport done(String action, int wanted) {
		if (this.reloadFailure != null) {
			throw this.reloadFailure;
		}
		this.done = action;
		return new ActionReport(ActionReport.Result.SUCCEEDED, null, wanted, Duration.ofMillis(4711));
	}

	/**
	 * Return what was done last.
	 */
	@Nullable String done() {
		return this.done;
	}

	private static ClusterStatus status(WorkerState first) {
		return new ClusterStatus(ClusterState.DEGRADED, 3, 2, new MasterStatus(100, START),
				List.of(new WorkerStatus(0, 101, 3, first, START, 0, null, 12345, 7, 200_000_000, 50_000_000, 1.25),
						new WorkerStatus(1, 104, 3, WorkerState.STARTING, START.plus(Duration.ofHours(1)), 2,
								"killed by SIGKILL", 0, 0, -1, -1, -1)),
				List.of(new WorkerStatus(1, 103, 3, WorkerState.DRAINING, START, 1, "exit code 1", 9, 1, 1, 1, 0)),
				List.of(new Incident(START.plus(Duration.ofHours(1)), 1, 102, "killed by SIGKILL", "/run/dumps/1.txt",
						new WorkerLoad(12, 3, 200, 4, 5, 0.5))),
				new ReloadProgress(4, "worker 1 is starting", START), List.of(new ReloadReport(Result.ROLLED_BACK,
						"worker 0 (pid 99) exit code 1", 3, 2, START, Duration.ofMillis(4711))),
				1);
	}

}
