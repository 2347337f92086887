package io.clusterboot.master;

import java.util.Comparator;

import io.clusterboot.WorkerState;

/**
 * Lets workers leave that are not wanted any more, as soon as they can be spared. Used by
 * the master's thread alone.
 */
final class Departures {

	private final Situation situation;

	private final Reloads reloads;

	private final Scaling scaling;

	private final WorkerControl control;

	Departures(Situation situation, Reloads reloads, Scaling scaling, WorkerControl control) {
		this.situation = situation;
		this.reloads = reloads;
		this.scaling = scaling;
		this.control = control;
	}

	/**
	 * Drain those that can be spared, the highest index first.
	 */
	void step(long now) {
		this.situation.workers()
			.all()
			.stream()
			.filter((worker) -> worker.state().holdsIndex() && !this.situation.isWanted(worker))
			.filter((worker) -> isDispensable(worker, now))
			.sorted(Comparator.comparingInt(WorkerHandle::index).reversed())
			.forEach((worker) -> this.control.drain(worker, reason(worker)));
	}

	private boolean isDispensable(WorkerHandle worker, long now) {
		if (this.situation.isSurplus(worker)) {
			return !this.scaling.isAwaitedBy(worker);
		}
		if (worker.isSpare() || worker.state() != WorkerState.ACTIVE) {
			return true;
		}
		return !this.reloads.isAwaitedBy(worker) && this.situation.workers()
			.of(worker.index())
			.stream()
			.anyMatch((other) -> this.situation.isWanted(other) && this.reloads.isWell(other, now));
	}

	private String reason(WorkerHandle worker) {
		if (this.situation.isSurplus(worker)) {
			return "scaled to " + this.situation.wanted();
		}
		Retirement retirement = worker.retirement();
		if (retirement != null && worker.isRetired()) {
			return retirement.reason();
		}
		return this.reloads.isRollingBack() ? "rolled back" : "reload";
	}

}
