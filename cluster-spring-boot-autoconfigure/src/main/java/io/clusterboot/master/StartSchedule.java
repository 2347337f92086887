package io.clusterboot.master;

import java.time.Duration;

import io.clusterboot.WorkerState;

/**
 * When a worker of each index may be started. Used by the master's thread alone.
 */
final class StartSchedule {

	private final Situation situation;

	private final RestartPolicy policy;

	private boolean othersMayStart;

	private boolean startIsOver;

	StartSchedule(Situation situation, RestartPolicy policy) {
		this.situation = situation;
		this.policy = policy;
	}

	/**
	 * Let others start than the first worker. It goes alone: what an application does
	 * once, such as migrating its database, is done when the others come.
	 */
	void letOthersStart() {
		this.othersMayStart = true;
	}

	/**
	 * Let the start be over: all workers were active, or one was given up.
	 */
	void endStart() {
		this.othersMayStart = true;
		this.startIsOver = true;
	}

	/**
	 * Return whether a worker was active already.
	 */
	boolean hasOneStarted() {
		return this.othersMayStart;
	}

	boolean isStartOver() {
		return this.startIsOver;
	}

	boolean isDue(int index, long now) {
		return (this.othersMayStart || index == 0) && isVacant(index)
				&& this.situation.histories().of(index).mayStart(now) && isRoomFor(index) && mayStartOneMore();
	}

	boolean mayStartOneMore() {
		return this.situation.workers().count(WorkerState.STARTING) < this.situation.plan().startsAtOnce();
	}

	/*
	 * A worker of another generation than the wanted one does not count.
	 */
	private boolean isVacant(int index) {
		return this.situation.workers()
			.of(index)
			.stream()
			.noneMatch((worker) -> worker.holdsIndex() && this.situation.generations().isWanted(worker));
	}

	/*
	 * Where a predecessor is there still, its successor is one too many, and those that
	 * drain still need their memory.
	 */
	private boolean isRoomFor(int index) {
		Workers workers = this.situation.workers();
		return !workers.holdsIndex(index)
				|| workers.countWithIndex() < this.situation.wanted() + this.situation.plan().maxSurge();
	}

	/**
	 * Return how long no start is due, if nothing else happens.
	 * @return nanoseconds
	 */
	long untilNext(long now) {
		return this.situation.indexes()
			.filter(this::isVacant)
			.mapToObj(this.situation.histories()::of)
			.filter((history) -> !history.mayStart(now))
			.mapToLong((history) -> history.nextStart() - now)
			.min()
			.orElse(Long.MAX_VALUE);
	}

	/**
	 * Take in that a worker has ended which nobody wanted to end.
	 * @param history what is known of its place
	 * @param forgiven whether that was no failure of it
	 * @param now when it ended
	 * @return what follows
	 */
	Restart ended(IndexHistory history, boolean forgiven, long now) {
		if (forgiven) {
			history.recovered();
		}
		else {
			history.failed();
		}
		Duration delay = this.policy.delayAfter(history.failures());
		history.startAt(now + delay.toNanos());
		return new Restart(history.failures(), this.policy.isExhausted(history.failures()), delay);
	}

	/**
	 * What follows the end of a worker.
	 *
	 * @param failures number of failures in a row
	 * @param exhausted whether those are too many
	 * @param delay how long to wait for the next start
	 */
	record Restart(int failures, boolean exhausted, Duration delay) {

		String when() {
			return this.delay.isZero() ? "at once" : "in " + this.delay.toMillis() + "ms";
		}

	}

}
