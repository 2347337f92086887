package io.clusterboot.master;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import io.clusterboot.ClusterEvent;
import io.clusterboot.ClusterEvent.ReloadRolledBack;
import io.clusterboot.ClusterEvent.ReloadStarted;
import io.clusterboot.ClusterEvent.ReloadSucceeded;
import io.clusterboot.ClusterProperties;
import io.clusterboot.ReloadProgress;
import io.clusterboot.ReloadReport;
import io.clusterboot.ReloadReport.Result;
import io.clusterboot.WorkerState;
import io.clusterboot.generation.Generation;
import io.clusterboot.ipc.Message.Notice;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The reload that is under way, if one is, and what came of the last ones. Used by the
 * master's thread alone.
 */
final class Reloads {

	static final int KEPT = 20;

	private static final Log logger = LogFactory.getLog(Reloads.class);

	private static final int LONGEST_REASON = 1000;

	private final Plan plan;

	private final ClusterProperties.Reload properties;

	private final Outside outside;

	private final Workers workers;

	private final Generations generations;

	private final IndexHistories histories;

	private final Spares spares;

	private final WorkerControl control;

	private final Deque<ReloadReport> last = new ArrayDeque<>();

	private @Nullable UnderWay current;

	Reloads(Plan plan, ClusterProperties.Reload properties, Outside outside, Workers workers, Generations generations,
			IndexHistories histories, Spares spares, WorkerControl control) {
		this.plan = plan;
		this.properties = properties;
		this.outside = outside;
		this.workers = workers;
		this.generations = generations;
		this.histories = histories;
		this.spares = spares;
		this.control = control;
	}

	/**
	 * Begin a reload, unless one is under way.
	 */
	void begin(Requester requester) {
		if (this.current != null) {
			requester.refuse("a reload to generation " + this.current.number + " is under way since "
					+ this.current.startedAt + "; wait for its end");
			return;
		}
		int number = this.generations.next();
		this.current = new UnderWay(number, requester, this.outside.clock().now(), now());
		logger.info("Reloading (" + requester.name() + "): generation " + number + " is staged");
		this.outside.stager().stage(number, this.outside.events());
	}

	/**
	 * Go on with what was staged.
	 */
	void staged(Generation generation) {
		UnderWay reload = this.current;
		if (reload != null && reload.number == generation.number()) {
			reload.roll = new Roll(this.plan, this.properties, this.workers, this.generations, this.histories,
					this.spares, generation, reload.requester);
			broadcast(new ReloadStarted(generation.number()));
		}
	}

	/**
	 * Refuse the reload: what is deployed cannot be used.
	 */
	void stagingFailed(String reason) {
		if (this.current != null) {
			logger.error("Not reloading: " + reason + "; " + this.generations.serving() + " serves on");
			end(this.current, Result.REFUSED, reason);
		}
	}

	/**
	 * Take the steps that are due.
	 */
	void step(long now) {
		UnderWay reload = this.current;
		if (reload == null || reload.roll == null) {
			return;
		}
		if (reload.failure != null) {
			if (isRolledBack()) {
				rolledBack(reload, reload.roll, reload.failure);
			}
		}
		else if (reload.roll.advance(now)) {
			succeeded(reload, reload.roll.target());
		}
	}

	/*
	 * The requester drains first: then its answer ends the connection that it comes by,
	 * and the next request of the client goes to a worker that stays.
	 */
	private void succeeded(UnderWay reload, Generation target) {
		this.generations.commit(target);
		WorkerHandle waiting = reload.requester.worker();
		if (waiting != null && waiting.state() == WorkerState.ACTIVE && !this.generations.isWanted(waiting)) {
			this.control.drain(waiting, "reload");
		}
		logger.info("Reloaded: " + target + " serves, after " + text(reload.age(now())));
		broadcast(new ReloadSucceeded(target.number()));
		end(reload, Result.SUCCEEDED, null);
	}

	private boolean isRolledBack() {
		return IntStream.range(0, this.plan.workers()).allMatch(this::isRolledBack)
				&& this.workers.spares().stream().allMatch(this.generations::isWanted);
	}

	/*
	 * An index on which the old generation does not get up, either, is not waited for.
	 */
	private boolean isRolledBack(int index) {
		return this.workers.of(index).stream().allMatch(this.generations::isWanted)
				&& (this.workers.isActive(index) || isExhausted(index));
	}

	private boolean isExhausted(int index) {
		return this.outside.restartPolicy().isExhausted(this.histories.of(index).failures());
	}

	private void rolledBack(UnderWay reload, Roll roll, String failure) {
		Generation serving = this.generations.serving();
		logger.error("Rolled back to " + serving + " after " + text(reload.age(now())) + ": " + failure);
		broadcast(new ReloadRolledBack(serving.number(), roll.target().number(), failure));
		end(reload, Result.ROLLED_BACK, failure);
	}

	private void end(UnderWay reload, Result result, @Nullable String reason) {
		ReloadReport report = new ReloadReport(result, reason, this.generations.serving().number(), reload.number,
				reload.startedAt, Duration.ofMillis(reload.age(now()).toMillis()));
		this.current = null;
		this.last.addLast(report);
		if (this.last.size() > KEPT) {
			this.last.removeFirst();
		}
		reload.requester.answer(report);
		prune();
	}

	/**
	 * Let go of generations that no worker needs any more.
	 */
	void prune() {
		Set<Generation> used = this.generations.all();
		this.workers.all().forEach((worker) -> used.add(worker.generation()));
		this.outside.stager().retain(used);
	}

	/**
	 * Return whether a reload is under way that fails with a worker of the generation.
	 */
	boolean dependsOn(Generation generation) {
		return this.current != null && this.current.failure == null && this.current.roll != null
				&& generation.equals(this.current.roll.target());
	}

	boolean isUnderWay() {
		return this.current != null;
	}

	/**
	 * Return whether the old generation takes over again.
	 */
	boolean isRollingBack() {
		return this.current != null && this.current.failure != null;
	}

	/**
	 * Let the old generation take over again.
	 * @param reason what is wrong with the new one
	 */
	void fail(String reason) {
		UnderWay reload = this.current;
		if (reload != null) {
			reload.failure = (reason.length() <= LONGEST_REASON) ? reason : reason.substring(0, LONGEST_REASON) + "...";
			this.generations.revert();
			logger.error("Reload to generation " + reload.number + " failed: " + reason + "; "
					+ this.generations.serving() + " takes over again");
		}
	}

	/**
	 * End the reload, because the cluster ends.
	 */
	void abort(String reason) {
		if (this.current != null) {
			this.generations.revert();
			end(this.current, Result.ROLLED_BACK, "the cluster stops meanwhile (" + reason + ")");
		}
	}

	/**
	 * Drain workers of another generation than the wanted one where they are not needed
	 * any more.
	 */
	void drainOutdated(long now) {
		String reason = isRollingBack() ? "rolled back" : "reload";
		this.workers.all()
			.stream()
			.filter((worker) -> worker.state().holdsIndex() && !this.generations.isWanted(worker))
			.filter((worker) -> isDispensable(worker, now))
			.forEach((worker) -> this.control.drain(worker, reason));
	}

	private boolean isDispensable(WorkerHandle outdated, long now) {
		if (outdated.isSpare() || outdated.state() != WorkerState.ACTIVE) {
			return true;
		}
		boolean waitsForAnswer = this.current != null && this.current.requester.is(outdated);
		return !waitsForAnswer && this.workers.of(outdated.index())
			.stream()
			.anyMatch((other) -> this.generations.isWanted(other) && isWell(other, now));
	}

	private boolean isWell(WorkerHandle worker, long now) {
		UnderWay reload = this.current;
		return (reload != null && reload.roll != null && reload.failure == null) ? reload.roll.isWell(worker, now)
				: worker.state() == WorkerState.ACTIVE;
	}

	/**
	 * Return whether spares that are missing may be started: in a reload they come last.
	 */
	boolean letsSparesStart() {
		return this.current == null || this.current.roll == null
				|| (this.current.failure == null && this.generations.ofSpares().equals(this.current.roll.target()));
	}

	/**
	 * Return how long nothing is due, if nothing else happens.
	 * @return nanoseconds
	 */
	long untilNext(long now) {
		UnderWay reload = this.current;
		return (reload != null && reload.roll != null && reload.failure == null) ? reload.roll.untilNext(now)
				: Long.MAX_VALUE;
	}

	@Nullable ReloadProgress progress() {
		UnderWay reload = this.current;
		return (reload != null) ? new ReloadProgress(reload.number, step(reload), reload.startedAt) : null;
	}

	private String step(UnderWay reload) {
		if (reload.failure != null) {
			return "rolling back: " + reload.failure;
		}
		return (reload.roll != null) ? reload.roll.step(now()) : "the generation is staged";
	}

	List<ReloadReport> last() {
		return List.copyOf(this.last);
	}

	private void broadcast(ClusterEvent event) {
		this.workers.broadcast(new Notice(event));
	}

	private long now() {
		return this.outside.clock().nanoTime();
	}

	private static String text(Duration duration) {
		return duration.toMillis() + "ms";
	}

	/**
	 * One reload, from its request to its answer.
	 */
	private static final class UnderWay {

		private final int number;

		private final Requester requester;

		private final Instant startedAt;

		private final long started;

		private @Nullable Roll roll;

		private @Nullable String failure;

		UnderWay(int number, Requester requester, Instant startedAt, long started) {
			this.number = number;
			this.requester = requester;
			this.startedAt = startedAt;
			this.started = started;
		}

		Duration age(long now) {
			return Duration.ofNanos(now - this.started);
		}

	}

}
