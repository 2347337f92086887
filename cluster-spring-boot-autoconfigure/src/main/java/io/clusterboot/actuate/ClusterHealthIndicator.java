package io.clusterboot.actuate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

import io.clusterboot.Cluster;
import io.clusterboot.ClusterStatus;
import io.clusterboot.Incident;
import io.clusterboot.WorkerState;
import io.clusterboot.WorkerStatus;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Health of the cluster: up as long as all workers serve, and down when too few do or the
 * master does not answer.
 */
final class ClusterHealthIndicator extends AbstractHealthIndicator {

	private final Cluster cluster;

	private final int minimum;

	/**
	 * Create an indicator.
	 * @param cluster the cluster
	 * @param minimum how many workers have to serve
	 */
	ClusterHealthIndicator(Cluster cluster, int minimum) {
		super("The state of the cluster is not known");
		this.cluster = cluster;
		this.minimum = minimum;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		ClusterStatus status = this.cluster.status();
		builder.status(health(status))
			.withDetail("state", status.state())
			.withDetail("wanted", status.wanted())
			.withDetail("active", status.active())
			.withDetail("workers", indexes(status).stream().map((index) -> worker(status, index)).toList());
	}

	private Status health(ClusterStatus status) {
		if (status.active() < this.minimum) {
			return Status.DOWN;
		}
		return (status.active() < status.wanted()) ? Status.OUT_OF_SERVICE : Status.UP;
	}

	private static SortedSet<Integer> indexes(ClusterStatus status) {
		SortedSet<Integer> indexes = new TreeSet<>(IntStream.range(0, status.wanted()).boxed().toList());
		status.workers().forEach((worker) -> indexes.add(worker.index()));
		return indexes;
	}

	private static Worker worker(ClusterStatus status, int index) {
		Optional<WorkerStatus> holder = status.workers()
			.stream()
			.filter((worker) -> worker.index() == index)
			.findFirst();
		WorkerState state = holder.map(WorkerStatus::state).orElse(WorkerState.EXITED);
		if (state == WorkerState.ACTIVE) {
			return new Worker(index, state, null, null);
		}
		Optional<Incident> incident = incident(status, index);
		return new Worker(index, state,
				holder.map(WorkerStatus::lastExit).or(() -> incident.map(Incident::cause)).orElse(null),
				incident.map(Incident::time).or(() -> holder.map(WorkerStatus::startedAt)).orElse(null));
	}

	private static Optional<Incident> incident(ClusterStatus status, int index) {
		List<Incident> incidents = new ArrayList<>(status.incidents());
		incidents.removeIf((incident) -> incident.index() != index);
		return incidents.isEmpty() ? Optional.empty() : Optional.of(incidents.get(incidents.size() - 1));
	}

	/**
	 * How one worker is.
	 *
	 * @param index its index
	 * @param state its state
	 * @param reason how the one before has ended, {@code null} if it serves
	 * @param since since when it does not serve, {@code null} if it does
	 */
	record Worker(int index, WorkerState state, @Nullable String reason, @Nullable Instant since) {
	}

}
