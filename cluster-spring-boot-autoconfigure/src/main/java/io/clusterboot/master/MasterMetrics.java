package io.clusterboot.master;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

import io.clusterboot.ClusterStatus.MasterStatus;
import io.clusterboot.ReloadReport.Result;
import io.clusterboot.WorkerState;
import io.clusterboot.ipc.Speaker.Kind;

/**
 * What the master itself measures: how its workers are, and what became of those before.
 *
 * @param situation the workers, and what is wanted of them
 * @param reloads what replaces them
 * @param election which of them leads
 * @param clock tells the time
 * @param master the master itself
 */
record MasterMetrics(Situation situation, Reloads reloads, Election election, MasterClock clock, MasterStatus master) {

	private static final String WORKER = "worker";

	private static final double NANOS = Duration.ofSeconds(1).toNanos();

	/**
	 * Write it down.
	 * @param asked workers that were asked what they measure, and live
	 * @param fresh those of them that have said it
	 */
	Contribution contribution(Collection<WorkerHandle> asked, Collection<WorkerHandle> fresh) {
		MetricsText text = new MetricsText();
		cluster(text);
		answers(text, asked, fresh);
		histories(text);
		holders(text);
		return Contribution.of(Kind.MASTER, -1, this.master.pid(), text.toString());
	}

	private void cluster(MetricsText text) {
		text.gauge("cluster_workers", "Worker processes by state, spares and those that are about to end included");
		for (WorkerState state : WorkerState.values()) {
			if (state != WorkerState.EXITED) {
				text.sample("state", word(state), this.situation.workers().count(state));
			}
		}
		text.gauge("cluster_workers_wanted", "Workers that should be active").sample(this.situation.wanted());
		text.gauge("cluster_generation", "Generation of the deployment that serves")
			.sample(this.situation.generations().serving().number());
		text.gauge("cluster_master_start_time_seconds", "When the master started, in seconds since 1970")
			.sample(seconds(this.master.startedAt()));
		text.counter("cluster_reloads_total", "Reloads since the master started, by what came of them");
		for (Result result : Result.values()) {
			text.sample("result", word(result), this.reloads.count(result));
		}
	}

	private void answers(MetricsText text, Collection<WorkerHandle> asked, Collection<WorkerHandle> fresh) {
		text.gauge("cluster_worker_up", "Whether the worker is active and has said what it measures (1), or not (0)");
		forEachIndex(text, (index) -> isAny(fresh, index, (worker) -> worker.state() == WorkerState.ACTIVE));
		text.gauge("cluster_worker_stale",
				"Whether a worker did not say what it measures, so that its counters are those from before (1)");
		forEachIndex(text, (index) -> isAny(asked, index, (worker) -> !fresh.contains(worker)));
		text.gauge("cluster_leader", "Whether the worker leads this host (1), or not (0)");
		forEachIndex(text, (index) -> (this.election.leader() == index) ? 1 : 0);
	}

	private static double isAny(Collection<WorkerHandle> workers, int index, Predicate<WorkerHandle> condition) {
		return workers.stream().anyMatch((worker) -> worker.index() == index && condition.test(worker)) ? 1 : 0;
	}

	private void forEachIndex(MetricsText text, ToDoubleFunction<Integer> value) {
		this.situation.indexes().forEach((index) -> text.sample(WORKER, index, value.applyAsDouble(index)));
	}

	private void histories(MetricsText text) {
		text.counter("cluster_worker_restarts_total", "Ends of workers that nobody asked for, by reason");
		this.situation.indexesEverWanted().forEach((index) -> {
			for (RestartReason reason : RestartReason.values()) {
				text.sample(WORKER, index, "reason", reason.label(),
						this.situation.histories().of(index).restarts(reason));
			}
		});
	}

	private void holders(MetricsText text) {
		long now = this.clock.nanoTime();
		ofHolders(text, "cluster_worker_start_seconds", "How long the worker took from its launch until it was ready",
				(worker) -> worker.startNanos() / NANOS);
		ofHolders(text, "cluster_worker_heartbeat_age_seconds", "How long ago the worker gave its last sign of life",
				(worker) -> worker.heartbeatAge(now) / NANOS);
		ofHolders(text, "cluster_worker_generation", "Generation of the deployment that the worker runs",
				(worker) -> worker.generation().number());
		ofHolders(text, "cluster_worker_busy_threads", "Request threads at work, by the last heartbeat",
				(worker) -> worker.load().busyThreads());
		ofHolders(text, "cluster_worker_memory_resident_bytes", "Resident memory, by the last heartbeat",
				(worker) -> worker.load().rss());
		ofHolders(text, "cluster_worker_heap_used_bytes", "Used heap, by the last heartbeat",
				(worker) -> worker.load().heapUsed());
	}

	/*
	 * What is not known is less than nothing.
	 */
	private void ofHolders(MetricsText text, String name, String help, ToDoubleFunction<WorkerHandle> value) {
		text.gauge(name, help);
		List<WorkerHandle> holders = this.situation.workers().holders();
		for (WorkerHandle worker : holders) {
			double known = value.applyAsDouble(worker);
			if (!this.situation.isSurplus(worker) && known >= 0) {
				text.sample(WORKER, worker.index(), known);
			}
		}
	}

	private static double seconds(Instant time) {
		return time.toEpochMilli() / 1000.0;
	}

	private static String word(Enum<?> constant) {
		return constant.name().toLowerCase(Locale.ROOT);
	}

}
