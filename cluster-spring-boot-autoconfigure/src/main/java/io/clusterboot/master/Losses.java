package io.clusterboot.master;

import java.io.IOException;
import java.util.function.ObjIntConsumer;

import io.clusterboot.master.StartSchedule.Restart;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * What follows when a worker ends, or does not even start, and nobody asked for it. Used
 * by the master's thread alone.
 */
final class Losses {

	private static final Log logger = LogFactory.getLog(Losses.class);

	private static final int COULD_NOT_START = 1;

	private static final int GAVE_UP = 3;

	private final Situation situation;

	private final Outside outside;

	private final StartSchedule schedule;

	private final Spares spares;

	private final Reloads reloads;

	private final Changes changes;

	private final ObjIntConsumer<String> givingUp;

	/**
	 * Create it.
	 * @param situation what there is, and what is wanted
	 * @param outside the world
	 * @param schedule when workers are started again
	 * @param spares who can take over
	 * @param reloads what can fail with a worker
	 * @param changes what else can
	 * @param givingUp told why the cluster gives up, and its exit code
	 */
	Losses(Situation situation, Outside outside, StartSchedule schedule, Spares spares, Reloads reloads,
			Changes changes, ObjIntConsumer<String> givingUp) {
		this.situation = situation;
		this.outside = outside;
		this.schedule = schedule;
		this.spares = spares;
		this.reloads = reloads;
		this.changes = changes;
		this.givingUp = givingUp;
	}

	/**
	 * Take in that no process could be started for an index.
	 */
	void notLaunched(int index, IOException exception) {
		String cause = "could not be launched: " + exception.getMessage();
		if (this.reloads.dependsOn(this.situation.generations().of(index))) {
			this.reloads.fail("Worker " + index + " " + cause);
		}
		else if (!this.changes.callOff(index, "Worker " + index + " " + cause)) {
			startAgain(index, "Worker " + index, cause, false);
		}
	}

	/**
	 * Take in that a worker has ended.
	 * @param worker the worker
	 * @param exit how its process ended
	 * @param cause the same, and what is known from before
	 */
	void ended(WorkerHandle worker, ExitCause exit, String cause) {
		boolean innocent = worker.trouble() == null && exit.external();
		if (this.reloads.dependsOn(worker.generation())) {
			logger.warn(worker + ": " + cause);
			this.reloads.fail(worker + " " + cause);
		}
		else if (exit.configuration() && !this.schedule.hasOneStarted()) {
			logger.error(worker + ": " + cause + ". The cluster does not start: so would all others end");
			this.givingUp.accept("the cluster cannot start", COULD_NOT_START);
		}
		else if (worker.isSpare()) {
			this.spares.startAgain(worker.toString(), cause, innocent, now());
		}
		else if (this.situation.isSurplus(worker)) {
			logger.warn(worker + ": " + cause + "; no other is started, as the cluster was scaled to "
					+ this.situation.wanted());
		}
		else if (!this.changes.callOff(worker.index(), worker + " has ended: " + cause)) {
			this.situation.histories().of(worker.index()).replaced(reason(worker, exit));
			startAgain(worker.index(), worker.toString(), cause, isForgiven(worker, innocent));
		}
	}

	private static RestartReason reason(WorkerHandle worker, ExitCause exit) {
		Trouble trouble = worker.trouble();
		if (trouble != null) {
			return trouble.reason();
		}
		boolean early = exit.reason() == RestartReason.EXIT && worker.startNanos() < 0;
		return early ? RestartReason.START_FAILURE : exit.reason();
	}

	/*
	 * One that was to be replaced anyway says nothing about its successors.
	 */
	private boolean isForgiven(WorkerHandle worker, boolean innocent) {
		return !this.situation.generations().isWanted(worker) || (innocent && worker.wasActive())
				|| worker.wasActiveFor(this.outside.restartPolicy().stableAfter(), now());
	}

	private void startAgain(int index, String name, String cause, boolean forgiven) {
		Restart restart = this.schedule.ended(this.situation.histories().of(index), forgiven, now());
		if (!forgiven) {
			this.changes.failed(index, name + ": " + cause);
		}
		if (restart.exhausted() && this.changes.takeBack(index, tooOften(name, cause, restart.failures()))) {
			return;
		}
		if (restart.exhausted() && this.reloads.isRollingBack() && this.situation.workers().holdsIndex(index)) {
			stay(index, name, cause);
			return;
		}
		if (restart.exhausted() && this.outside.restartPolicy().exitsOnGiveUp()) {
			giveUp(name, cause, restart.failures());
			return;
		}
		if (restart.exhausted()) {
			this.schedule.endStart();
		}
		this.spares.holdBack(restart, now());
		logger.warn(name + ": " + cause + "; " + successor(index, restart));
	}

	private String successor(int index, Restart restart) {
		if (this.situation.workers().holdsIndex(index)) {
			return "another has its place already";
		}
		return this.spares.hasOneFor(index) ? "a spare takes over at once" : "it is started again " + restart.when();
	}

	/*
	 * Better a worker of the generation that was to be rolled back than none.
	 */
	private void stay(int index, String name, String cause) {
		Generations generations = this.situation.generations();
		this.situation.workers()
			.of(index)
			.stream()
			.filter(WorkerHandle::holdsIndex)
			.findFirst()
			.ifPresent((survivor) -> generations.roll(index, survivor.generation()));
		logger.error(name + ": " + cause + "; so worker " + index + " stays of " + generations.of(index));
	}

	private void giveUp(String name, String cause, int failures) {
		logger.error(tooOften(name, cause, failures) + ". The cluster gives up; cluster.restart.on-give-up=degrade "
				+ "would serve on without this worker");
		this.givingUp.accept("the cluster gives up", GAVE_UP);
	}

	private static String tooOften(String name, String cause, int failures) {
		return name + " has failed " + failures + " times in a row (cluster.restart.max-failures), the last time: "
				+ cause;
	}

	private long now() {
		return this.outside.clock().nanoTime();
	}

}
