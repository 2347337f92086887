package io.clusterboot.master;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

import io.clusterboot.ActionReport;
import io.clusterboot.ActionReport.Result;
import io.clusterboot.WorkerState;
import io.clusterboot.ipc.Answer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the one worker that somebody asks to be replaced. Used by the master's thread
 * alone.
 */
final class Restarts {

	private static final Log logger = LogFactory.getLog(Restarts.class);

	private final Situation situation;

	private final Outside outside;

	private final Reloads reloads;

	private final Scaling scaling;

	private final Retirements retirements;

	private final WorkerControl control;

	private @Nullable Step current;

	/**
	 * Create it.
	 * @param situation what there is, and what is wanted
	 * @param outside the world
	 * @param reloads which nothing may get in the way of
	 * @param scaling which nothing may get in the way of
	 * @param retirements has a worker replaced
	 * @param control tells workers to end
	 */
	Restarts(Situation situation, Outside outside, Reloads reloads, Scaling scaling, Retirements retirements,
			WorkerControl control) {
		this.situation = situation;
		this.outside = outside;
		this.reloads = reloads;
		this.scaling = scaling;
		this.retirements = retirements;
		this.control = control;
	}

	/**
	 * Have a worker replaced, or started at once if none is active, unless this is not
	 * the time.
	 */
	void begin(Requester requester, int index) {
		String obstacle = obstacle(index);
		if (obstacle != null) {
			requester.refuse("restarting worker " + index, obstacle);
			return;
		}
		Optional<WorkerHandle> active = active(index).findFirst();
		this.current = new Step(requester, index, active.orElse(null), now());
		active.ifPresentOrElse((worker) -> replace(worker, requester), () -> start(index, requester));
	}

	private @Nullable String obstacle(int index) {
		if (index < 0 || index >= this.situation.wanted()) {
			return "there is no worker " + index + "; indexes are 0 to " + (this.situation.wanted() - 1);
		}
		if (this.reloads.isUnderWay()) {
			return "a reload is under way; wait for its end";
		}
		if (this.scaling.isUnderWay()) {
			return "the number of workers is being changed; wait for the end of that";
		}
		return (this.current == null) ? null
				: "worker " + this.current.index() + " is being restarted; wait for the end of that";
	}

	private void replace(WorkerHandle worker, Requester requester) {
		logger.info(worker + " is restarted (" + requester.name() + ")");
		this.retirements.retire(worker, "restart");
	}

	private void start(int index, Requester requester) {
		logger.info("Worker " + index + " is started without further delay (" + requester.name() + ")");
		IndexHistory history = this.situation.histories().of(index);
		history.recovered();
		history.startAt(now());
	}

	/**
	 * Find out whether it is done.
	 */
	void step() {
		Step step = this.current;
		if (step == null) {
			return;
		}
		if (step.index() >= this.situation.wanted()) {
			failed(step.index(), "the index is not wanted any more: scaled to " + this.situation.wanted());
		}
		else if (isReplaced(step)) {
			succeeded(step);
		}
	}

	/*
	 * Who waits for the answer cannot be told once it has ended.
	 */
	private boolean isReplaced(Step step) {
		WorkerHandle predecessor = step.predecessor();
		return active(step.index()).anyMatch((worker) -> worker != predecessor) && (predecessor == null
				|| predecessor.state() == WorkerState.EXITED || step.requester().is(predecessor));
	}

	/*
	 * The requester drains first: then its answer ends the connection that it comes by,
	 * and the next request of the client goes to a worker that stays.
	 */
	private void succeeded(Step step) {
		WorkerHandle predecessor = step.predecessor();
		if (predecessor != null && predecessor.state() == WorkerState.ACTIVE) {
			this.control.drain(predecessor, "restart");
		}
		logger.info("Restarted: worker " + step.index() + " serves, after " + step.age(now()).toMillis() + "ms");
		end(step, Result.SUCCEEDED, null);
	}

	/**
	 * Take in that a worker has failed.
	 * @param index its index
	 * @param failure what happened, as a sentence
	 */
	void failed(int index, String failure) {
		if (this.current != null && this.current.index() == index) {
			logger.error("Restarting worker " + index + " failed: " + failure);
			end(this.current, Result.FAILED, failure);
		}
	}

	/**
	 * Give up waiting, because the cluster ends.
	 */
	void abort(String reason) {
		if (this.current != null) {
			end(this.current, Result.FAILED, "the cluster stops meanwhile (" + reason + ")");
		}
	}

	private void end(Step step, Result result, @Nullable String reason) {
		this.current = null;
		step.requester()
			.answer(new Answer.Done(new ActionReport(result, reason, this.situation.wanted(), step.age(now()))));
	}

	boolean isUnderWay() {
		return this.current != null;
	}

	private Stream<WorkerHandle> active(int index) {
		return this.situation.workers().of(index).stream().filter((worker) -> worker.state() == WorkerState.ACTIVE);
	}

	private long now() {
		return this.outside.clock().nanoTime();
	}

	/**
	 * The replacement of one worker.
	 *
	 * @param requester who asked for it
	 * @param index index of the worker
	 * @param predecessor the worker that is replaced, {@code null} if none was active
	 * @param started when it began
	 */
	private record Step(Requester requester, int index, @Nullable WorkerHandle predecessor, long started) {

		Duration age(long now) {
			return Duration.ofMillis((now - this.started) / 1_000_000);
		}

	}

}
