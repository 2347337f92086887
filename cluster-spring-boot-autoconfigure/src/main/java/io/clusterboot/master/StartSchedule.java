package io.clusterboot.master;

import java.time.Duration;
import java.util.stream.IntStream;

import io.clusterboot.WorkerState;

/**
 * When a worker of each index may be started. Used by the master's thread alone.
 */
final class StartSchedule {

	private final Plan plan;

	private final RestartPolicy policy;

	private final Workers workers;

	private final IndexHistories histories;

	private boolean othersMayStart;

	StartSchedule(Plan plan, RestartPolicy policy, Workers workers, IndexHistories histories) {
		this.plan = plan;
		this.policy = policy;
		this.workers = workers;
		this.histories = histories;
	}

	/**
	 * Let others start than the first worker. It goes alone: what an application does
	 * once, such as migrating its database, is done when the others come.
	 */
	void letOthersStart() {
		this.othersMayStart = true;
	}

	boolean isDue(int index, long now) {
		return (this.othersMayStart || index == 0) && !this.workers.holdsIndex(index)
				&& this.histories.of(index).mayStart(now)
				&& this.workers.count(WorkerState.STARTING) < this.plan.startsAtOnce();
	}

	/**
	 * Return how long no start is due, if nothing else happens.
	 * @return nanoseconds
	 */
	long untilNext(long now) {
		return IntStream.range(0, this.plan.workers())
			.filter((index) -> !this.workers.holdsIndex(index))
			.mapToObj(this.histories::of)
			.filter((history) -> !history.mayStart(now))
			.mapToLong((history) -> history.nextStart() - now)
			.min()
			.orElse(Long.MAX_VALUE);
	}

	/**
	 * Take in that a worker has ended which nobody wanted to end.
	 * @param index its index
	 * @param forgiven whether that was no failure of it
	 * @param now when it ended
	 * @return what follows
	 */
	Restart ended(int index, boolean forgiven, long now) {
		IndexHistory history = this.histories.of(index);
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
	}

}
