package io.clusterboot.master;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
import io.clusterboot.ipc.Answer;
import io.clusterboot.ipc.Message.Notice;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The reload that is under way, if one is, and what came of the last ones. Used by the
 * master's thread alone.
 */
final class Reloads {

	private static final Log logger = LogFactory.getLog(Reloads.class);

	private static final int KEPT = 20;

	private final Situation situation;

	private final ClusterProperties.Reload properties;

	private final Outside outside;

	private final Spares spares;

	private final WorkerControl control;

	private final Latest<ReloadReport> last = new Latest<>(KEPT);

	private final Map<Result, Integer> counts = new EnumMap<>(Result.class);

	private @Nullable Reload current;

	Reloads(Situation situation, ClusterProperties.Reload properties, Outside outside, Spares spares,
			WorkerControl control) {
		this.situation = situation;
		this.properties = properties;
		this.outside = outside;
		this.spares = spares;
		this.control = control;
	}

	/**
	 * Begin a reload, unless one is under way.
	 */
	void begin(Requester requester) {
		if (this.current != null) {
			requester.refuse("reloading", "a reload to generation " + this.current.number() + " is under way since "
					+ this.current.startedAt() + "; wait for its end");
			return;
		}
		int number = generations().next();
		this.current = new Reload(number, requester, this.outside.clock().now(), now());
		logger.info("Reloading (" + requester.name() + "): generation " + number + " is being staged");
		this.outside.stager().stage(number, this.outside.events());
	}

	/**
	 * Go on with what was staged.
	 */
	void staged(Generation generation) {
		Reload reload = this.current;
		if (reload != null && reload.number() == generation.number()) {
			reload.roll(new Roll(this.situation, this.properties, this.spares, generation, reload.requester()));
			broadcast(new ReloadStarted(generation.number()));
		}
	}

	/**
	 * Refuse the reload: what is deployed cannot be used.
	 */
	void stagingFailed(String reason) {
		if (this.current != null) {
			logger.error("Not reloading: " + reason + "; " + generations().serving() + " serves on");
			end(this.current, Result.REFUSED, reason);
		}
	}

	/**
	 * Take the steps that are due.
	 */
	void step(long now) {
		Reload reload = this.current;
		if (reload == null) {
			return;
		}
		Roll roll = reload.roll();
		if (roll != null && roll.advance(now)) {
			succeeded(reload, roll.target());
		}
		String failure = reload.failure();
		if (failure != null && isRolledBack()) {
			rolledBack(reload, failure);
		}
	}

	/*
	 * The requester drains first: then its answer ends the connection that it comes by,
	 * and the next request of the client goes to a worker that stays.
	 */
	private void succeeded(Reload reload, Generation target) {
		generations().commit(target);
		WorkerHandle waiting = reload.requester().worker();
		if (waiting != null && waiting.state() == WorkerState.ACTIVE && !generations().isWanted(waiting)) {
			this.control.drain(waiting, "reload");
		}
		logger.info("Reloaded: " + target + " serves, after " + reload.age(now()));
		broadcast(new ReloadSucceeded(target.number()));
		end(reload, Result.SUCCEEDED, null);
	}

	private boolean isRolledBack() {
		return this.situation.indexes().allMatch(this::isRolledBack)
				&& workers().spares().stream().allMatch(generations()::isWanted);
	}

	/*
	 * An index on which the old generation does not get up, either, is not waited for.
	 */
	private boolean isRolledBack(int index) {
		return workers().of(index).stream().allMatch(generations()::isWanted)
				&& (workers().isActive(index) || isExhausted(index));
	}

	private boolean isExhausted(int index) {
		return this.outside.restartPolicy().isExhausted(this.situation.histories().of(index).failures());
	}

	private void rolledBack(Reload reload, String failure) {
		Generation serving = generations().serving();
		logger.error("Rolled back to " + serving + " after " + reload.age(now()) + ": " + failure);
		broadcast(new ReloadRolledBack(serving.number(), reload.number(), failure));
		end(reload, Result.ROLLED_BACK, failure);
	}

	private void end(Reload reload, Result result, @Nullable String reason) {
		ReloadReport report = reload.report(result, reason, generations().serving(), now());
		this.current = null;
		this.last.add(report);
		this.counts.merge(result, 1, Integer::sum);
		reload.requester().answer(new Answer.Reloaded(report));
		prune();
	}

	/**
	 * Let go of generations that no worker needs any more.
	 */
	void prune() {
		Set<Generation> used = generations().all();
		workers().all().forEach((worker) -> used.add(worker.generation()));
		this.outside.stager().retain(used);
	}

	/**
	 * Return whether a reload is under way that fails with a worker of the generation.
	 */
	boolean dependsOn(Generation generation) {
		return this.current != null && this.current.dependsOn(generation);
	}

	boolean isUnderWay() {
		return this.current != null;
	}

	/**
	 * Return whether the old generation takes over again.
	 */
	boolean isRollingBack() {
		return this.current != null && this.current.failure() != null;
	}

	/**
	 * Let the old generation take over again.
	 * @param reason what is wrong with the new one
	 */
	void fail(String reason) {
		if (this.current != null) {
			this.current.fail(reason);
			generations().revert();
			logger.error("Reload to generation " + this.current.number() + " failed: " + reason + "; "
					+ generations().serving() + " takes over again");
		}
	}

	/**
	 * End the reload, because the cluster ends.
	 */
	void abort(String reason) {
		if (this.current != null) {
			generations().revert();
			end(this.current, Result.ROLLED_BACK, "the cluster stops meanwhile (" + reason + ")");
		}
	}

	/**
	 * Return whether a worker has to stay until it can be told that it is over.
	 */
	boolean isAwaitedBy(WorkerHandle worker) {
		return this.current != null && this.current.requester().is(worker);
	}

	/**
	 * Return whether a worker that is ready may accept.
	 */
	boolean mayAccept(WorkerHandle worker, long now) {
		Roll roll = (this.current != null) ? this.current.roll() : null;
		return roll == null || roll.mayAccept(worker, now);
	}

	/**
	 * Return whether a successor serves, and so well that it can stand alone.
	 */
	boolean isWell(WorkerHandle worker, long now) {
		Roll roll = (this.current != null) ? this.current.roll() : null;
		return (roll != null) ? roll.isWell(worker, now) : worker.state() == WorkerState.ACTIVE;
	}

	/**
	 * Return whether spares that are missing may be started: in a reload they come last.
	 */
	boolean letsSparesStart() {
		return this.current == null || this.current.dependsOn(generations().ofSpares());
	}

	/**
	 * Return how long nothing is due, if nothing else happens.
	 * @return nanoseconds
	 */
	long untilNext(long now) {
		Roll roll = (this.current != null) ? this.current.roll() : null;
		return (roll != null) ? roll.untilNext(now) : Long.MAX_VALUE;
	}

	@Nullable ReloadProgress progress() {
		return (this.current != null) ? this.current.progress(now()) : null;
	}

	List<ReloadReport> last() {
		return this.last.toList();
	}

	/**
	 * Return how many reloads have ended like this.
	 */
	int count(Result result) {
		return this.counts.getOrDefault(result, 0);
	}

	private void broadcast(ClusterEvent event) {
		workers().broadcast(new Notice(event));
	}

	private Workers workers() {
		return this.situation.workers();
	}

	private Generations generations() {
		return this.situation.generations();
	}

	private long now() {
		return this.outside.clock().nanoTime();
	}

}
