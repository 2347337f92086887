package io.clusterboot.cli;

import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.clusterboot.ClusterStatus;
import io.clusterboot.ReloadProgress;
import io.clusterboot.WorkerState;
import io.clusterboot.WorkerStatus;

/**
 * How far something is, in one line.
 */
final class StatusLine {

	private StatusLine() {
	}

	/**
	 * Return what a reload is at.
	 */
	static String reload(ClusterStatus status) {
		ReloadProgress reload = status.reload();
		return (reload != null) ? "Generation " + reload.generation() + ": " + reload.step() : workers(status);
	}

	/**
	 * Return how many serve, and what the others do.
	 */
	static String workers(ClusterStatus status) {
		String others = processes(status).filter((worker) -> worker.state() != WorkerState.ACTIVE)
			.map((worker) -> "worker " + worker.index() + " (pid " + worker.pid() + ") " + worker.state())
			.collect(Collectors.joining(", "));
		return status.active() + " of " + Figures.count(status.wanted(), "worker") + " active"
				+ (others.isEmpty() ? "" : "; " + others);
	}

	/**
	 * Return how many have not ended yet.
	 */
	static String left(ClusterStatus status) {
		return Figures.count(processes(status).count(), "worker") + " left";
	}

	private static Stream<WorkerStatus> processes(ClusterStatus status) {
		return Stream.concat(status.workers().stream(), status.spares().stream());
	}

}
