package io.clusterboot.master;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import io.clusterboot.ClusterProperties;
import io.clusterboot.WorkerState;
import io.clusterboot.master.Wear.Excess;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Has workers replaced that have served, lived or grown enough, one at a time. Used by
 * the master's thread alone.
 */
final class Recycling {

	private static final Log logger = LogFactory.getLog(Recycling.class);

	private final Situation situation;

	private final ClusterProperties.Recycle limits;

	private final Outside outside;

	private final Retirements retirements;

	private final Map<WorkerHandle, Wear> wear = new HashMap<>();

	Recycling(Situation situation, ClusterProperties.Recycle limits, Outside outside, Retirements retirements) {
		this.situation = situation;
		this.limits = limits;
		this.outside = outside;
		this.retirements = retirements;
	}

	/**
	 * Return whether no worker is ever worn, which is the default.
	 */
	boolean isOff() {
		return this.limits.maxRequests() == null && this.limits.maxLifetime() == null
				&& this.limits.memoryLimit() == Long.MAX_VALUE;
	}

	void heartbeat(WorkerHandle worker) {
		if (!isOff()) {
			of(worker).heartbeat(worker.load());
		}
	}

	private Wear of(WorkerHandle worker) {
		return this.wear.computeIfAbsent(worker, (key) -> new Wear(this.limits, this.outside.random().getAsDouble()));
	}

	/**
	 * Have the worker replaced that is due most. Asked only when nothing else is under
	 * way.
	 */
	/*
	 * The master is awake for each heartbeat, so nothing is calculated to wake it.
	 */
	void step(long now) {
		this.wear.keySet().retainAll(this.situation.workers().all());
		Candidate worst = null;
		for (WorkerHandle worker : this.situation.workers().all()) {
			Optional<Excess> excess = excess(worker, now);
			if (excess.isPresent() && (worst == null || excess.get().degree() > worst.excess().degree())) {
				worst = new Candidate(worker, excess.get());
			}
		}
		if (worst != null) {
			logger.info(worst.worker() + " is recycled: " + worst.excess().reason());
			this.retirements.retire(worst.worker(), "recycled");
		}
	}

	private Optional<Excess> excess(WorkerHandle worker, long now) {
		boolean mayLeave = worker.state() == WorkerState.ACTIVE && this.retirements.mayRetire(worker);
		return mayLeave ? of(worker).excess(Duration.ofNanos(now - worker.activeSince())) : Optional.empty();
	}

	/**
	 * A worker that is due.
	 *
	 * @param worker the worker
	 * @param excess what it is due for
	 */
	private record Candidate(WorkerHandle worker, Excess excess) {
	}

}
