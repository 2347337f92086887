package io.clusterboot.master;

import java.time.Duration;
import java.util.Optional;

import io.clusterboot.WorkerState;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Has workers that are well replaced, each by a successor that serves before it leaves.
 * Used by the master's thread alone.
 */
/*
 * All it takes is that a retired worker is not wanted any more: then the schedule starts
 * a successor, and the departure follows when that serves.
 */
final class Retirements {

	private static final Log logger = LogFactory.getLog(Retirements.class);

	private final Situation situation;

	private final Outside outside;

	private final Duration respite;

	/**
	 * Create it.
	 * @param situation what there is, and what is wanted
	 * @param outside the world
	 * @param respite how long a worker whose successor failed is left in peace
	 */
	Retirements(Situation situation, Outside outside, Duration respite) {
		this.situation = situation;
		this.outside = outside;
		this.respite = respite;
	}

	/**
	 * Want a worker to be replaced.
	 * @param worker the worker, which is active
	 * @param reason why, as a sentence fragment
	 */
	void retire(WorkerHandle worker, String reason) {
		if (!worker.isRetired()) {
			worker.retire(new Retirement(reason));
			this.situation.histories().of(worker.index()).startAt(this.outside.clock().nanoTime());
		}
	}

	/**
	 * Return whether a worker may be retired, as far as the last time goes.
	 */
	boolean mayRetire(WorkerHandle worker) {
		Retirement last = worker.retirement();
		return last == null || last.isCalledOffSince(this.respite, this.outside.clock().nanoTime());
	}

	/**
	 * Return whether a worker is being replaced.
	 */
	boolean areUnderWay() {
		return this.situation.workers().all().stream().anyMatch(WorkerHandle::isRetired);
	}

	/**
	 * Let the worker that was to be replaced stay, if it serves still.
	 * @param index its index
	 * @param failure what its successor has failed of, as a sentence
	 * @return whether there is one that stays
	 */
	boolean callOff(int index, String failure) {
		Optional<WorkerHandle> predecessor = this.situation.workers()
			.of(index)
			.stream()
			.filter((worker) -> worker.isRetired() && worker.state() == WorkerState.ACTIVE)
			.findFirst();
		predecessor.ifPresent((worker) -> callOff(worker, failure));
		return predecessor.isPresent();
	}

	private void callOff(WorkerHandle worker, String failure) {
		Retirement retirement = worker.retirement();
		if (retirement != null) {
			retirement.callOff(this.outside.clock().nanoTime());
		}
		logger.warn(failure + "; " + worker + ", which it was to replace, serves on, and is not recycled for "
				+ this.respite.toMillis() + "ms (cluster.restart.max-backoff)");
	}

}
