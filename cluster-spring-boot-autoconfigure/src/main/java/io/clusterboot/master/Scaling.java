package io.clusterboot.master;

import java.time.Duration;
import java.util.stream.IntStream;

import io.clusterboot.ActionReport;
import io.clusterboot.ActionReport.Result;
import io.clusterboot.ClusterEvent.Scaled;
import io.clusterboot.ClusterProperties;
import io.clusterboot.WorkerCount;
import io.clusterboot.WorkerState;
import io.clusterboot.ipc.Answer;
import io.clusterboot.ipc.Message.Notice;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Brings the cluster to another number of workers, and back if that fails. Used by the
 * master's thread alone.
 */
final class Scaling {

	private static final Log logger = LogFactory.getLog(Scaling.class);

	private final Situation situation;

	private final ClusterProperties.Scale properties;

	private final Outside outside;

	private final Reloads reloads;

	private final WorkerControl control;

	private final MemoryBudget memory;

	private @Nullable Step current;

	private @Nullable Long failedAt;

	/**
	 * Create it.
	 * @param situation what there is, and what is wanted
	 * @param properties how far the number may change
	 * @param outside the world
	 * @param reloads which nothing may get in the way of
	 * @param control tells workers to end
	 * @param memory tells whether there is enough for more
	 */
	Scaling(Situation situation, ClusterProperties.Scale properties, Outside outside, Reloads reloads,
			WorkerControl control, MemoryBudget memory) {
		this.situation = situation;
		this.properties = properties;
		this.outside = outside;
		this.reloads = reloads;
		this.control = control;
		this.memory = memory;
	}

	/**
	 * Want another number of workers, unless this is not the time or it is not possible.
	 */
	void begin(Requester requester, int workers) {
		String obstacle = obstacle(workers);
		if (obstacle != null) {
			requester.refuse("scaling", obstacle);
		}
		else if (this.current == null && workers == this.situation.wanted()) {
			requester.answer(new Answer.Done(new ActionReport(Result.SUCCEEDED, null, workers, Duration.ZERO)));
		}
		else {
			change(requester, workers);
		}
	}

	private @Nullable String obstacle(int workers) {
		if (this.reloads.isUnderWay()) {
			return "a reload is under way; wait for its end";
		}
		if (workers < 1 || workers > WorkerCount.MAX) {
			return workers + " is outside of 1 to " + WorkerCount.MAX;
		}
		Integer max = this.properties.max();
		if (max != null && (workers < this.properties.min() || workers > max)) {
			return workers + " is outside of cluster.scale.min=" + this.properties.min() + " to cluster.scale.max="
					+ max;
		}
		return null;
	}

	private void change(Requester requester, int workers) {
		int from = this.situation.wanted();
		Step step = new Step(requester, workers, from, now());
		if (this.current != null) {
			step = new Step(requester, workers, Math.min(from, this.current.proven()), now());
			end(this.current, Result.FAILED, "superseded: " + workers + " workers are wanted now");
		}
		this.current = step;
		logger.info("Scaling from " + from + " to " + workers + " workers (" + requester.name() + ")");
		if (this.memory.isShortOf(workers - from)) {
			logger.warn("Memory is short for " + workers + " workers: " + this.memory.shortage());
		}
		IntStream.range(from, workers).mapToObj(this.situation.histories()::of).forEach((history) -> {
			history.recovered();
			history.startAt(now());
		});
		want(workers, requester.name());
	}

	private void want(int workers, String reason) {
		int from = this.situation.wanted();
		this.situation.want(workers);
		this.situation.workers().broadcast(new Notice(new Scaled(from, workers, reason)));
	}

	/**
	 * Find out whether it is done.
	 */
	void step() {
		if (this.current != null && isDone(this.current)) {
			succeeded(this.current);
		}
	}

	private boolean isDone(Step step) {
		return this.situation.indexes().allMatch((index) -> isServed(step, index))
				&& this.situation.surplus().allMatch((worker) -> step.requester().is(worker));
	}

	/*
	 * One that was given up before is not waited for.
	 */
	private boolean isServed(Step step, int index) {
		return this.situation.workers().isActive(index) || (!step.isNew(index)
				&& this.outside.restartPolicy().isExhausted(this.situation.histories().of(index).failures()));
	}

	private void succeeded(Step step) {
		int workers = this.situation.wanted();
		logger.info("Scaled: " + workers + ((workers == 1) ? " worker serves" : " workers serve") + ", after "
				+ step.age(now()).toMillis() + "ms");
		end(step, Result.SUCCEEDED, null);
	}

	/**
	 * Return whether a worker is one that is started for a larger number.
	 */
	boolean isNew(int index) {
		return this.current != null && this.current.isNew(index);
	}

	/**
	 * Go back to the number of workers that could be started.
	 * @param reason why not all could
	 */
	void fail(String reason) {
		Step step = this.current;
		if (step == null) {
			return;
		}
		logger.error("Scaling to " + step.workers() + " workers failed: " + reason + ". Their number is "
				+ step.proven() + " again");
		this.failedAt = now();
		want(step.proven(), "scaling to " + step.workers() + " failed");
		end(step, Result.FAILED, reason);
	}

	/**
	 * Give up waiting, because the cluster ends.
	 */
	void abort(String reason) {
		if (this.current != null) {
			end(this.current, Result.FAILED, "the cluster stops meanwhile (" + reason + ")");
		}
	}

	/*
	 * The requester drains first: then its answer ends the connection that it comes by.
	 */
	private void end(Step step, Result result, @Nullable String reason) {
		this.current = null;
		WorkerHandle waiting = step.requester().worker();
		if (waiting != null && waiting.state() == WorkerState.ACTIVE && this.situation.isSurplus(waiting)) {
			this.control.drain(waiting, "scaled to " + this.situation.wanted());
		}
		step.requester()
			.answer(new Answer.Done(new ActionReport(result, reason, this.situation.wanted(), step.age(now()))));
	}

	/**
	 * Return whether a worker has to stay until it can be told that it is over.
	 */
	boolean isAwaitedBy(WorkerHandle worker) {
		return this.current != null && this.current.requester().is(worker);
	}

	boolean isUnderWay() {
		return this.current != null;
	}

	/**
	 * Return whether it failed not longer than some time ago.
	 */
	boolean hasFailedWithin(Duration duration) {
		return this.failedAt != null && now() - this.failedAt < duration.toNanos();
	}

	/**
	 * Return whether a worker serves under each index, as far as it can be expected.
	 */
	boolean isComplete() {
		int expected = (this.current != null) ? this.current.proven() : Integer.MAX_VALUE;
		return this.situation.indexes()
			.filter((index) -> index < expected)
			.allMatch(this.situation.workers()::isActive);
	}

	private long now() {
		return this.outside.clock().nanoTime();
	}

	/**
	 * A change from one number to another.
	 *
	 * @param requester who asked for it
	 * @param workers how many are wanted
	 * @param proven how many there were before, and still are
	 * @param started when it began
	 */
	private record Step(Requester requester, int workers, int proven, long started) {

		boolean isNew(int index) {
			return index >= this.proven;
		}

		Duration age(long now) {
			return Duration.ofMillis((now - this.started) / 1_000_000);
		}

	}

}
