package io.clusterboot.master;

import java.io.IOException;
import java.util.Optional;

import io.clusterboot.WorkerState;
import io.clusterboot.master.StartSchedule.Restart;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Keeps workers that wait, and lets them take over. Used by the master's thread alone.
 */
final class Spares {

	private static final Log logger = LogFactory.getLog(Spares.class);

	private final Situation situation;

	private final StartSchedule schedule;

	private final WorkerControl control;

	private final IndexHistory history = new IndexHistory();

	Spares(Situation situation, StartSchedule schedule, WorkerControl control) {
		this.situation = situation;
		this.schedule = schedule;
		this.control = control;
	}

	/**
	 * Let a spare take over each index that no worker holds.
	 */
	void takeOver() {
		this.situation.indexes()
			.filter((index) -> !workers().holdsIndex(index))
			.forEach((index) -> waiting(index).ifPresent((spare) -> this.control.takeOver(spare, index)));
	}

	/**
	 * Return whether a spare waits that could take over an index.
	 */
	boolean hasOneFor(int index) {
		return waiting(index).isPresent();
	}

	private Optional<WorkerHandle> waiting(int index) {
		return workers().spares()
			.stream()
			.filter((spare) -> spare.state() == WorkerState.READY
					&& spare.generation().equals(this.situation.generations().of(index)))
			.findFirst();
	}

	/**
	 * Start those that are missing.
	 */
	void start(long now) {
		while (workers().spares().size() < this.situation.plan().spares() && this.history.mayStart(now)
				&& this.schedule.mayStartOneMore()) {
			int number = this.situation.freeNumber();
			try {
				this.control.launchSpare(number, this.situation.generations().ofSpares());
			}
			catch (IOException ex) {
				startAgain("Worker " + number, "could not be launched: " + ex.getMessage(), false, now);
			}
		}
	}

	/**
	 * Take in that a spare has ended which nobody wanted to end.
	 * @param name its name
	 * @param cause how it ended
	 * @param forgiven whether that was no failure of it
	 * @param now when it ended
	 */
	void startAgain(String name, String cause, boolean forgiven, long now) {
		Restart restart = this.schedule.ended(this.history, forgiven, now);
		logger.warn(name + ": " + cause + "; another spare is started " + restart.when());
	}

	/**
	 * Take in that a worker is ready: if it is a spare, spares can start.
	 */
	void recoverIfReady(WorkerHandle worker) {
		if (worker.isSpare()) {
			this.history.recovered();
		}
	}

	/**
	 * Take in that a worker fails: spares that take its place would fail as fast as they
	 * can be started.
	 */
	void holdBack(Restart restart, long now) {
		this.history.startAt(now + restart.delay().toNanos());
	}

	/**
	 * Return whether all wait, and are of the generation that is wanted.
	 */
	boolean areComplete() {
		return workers().spares().stream().filter((spare) -> isReady(spare)).count() >= this.situation.plan().spares()
				&& workers().spares().stream().allMatch(this::isReady);
	}

	private boolean isReady(WorkerHandle spare) {
		return spare.state() == WorkerState.READY && this.situation.generations().isWanted(spare);
	}

	/**
	 * Return how long no start is due, if nothing else happens.
	 * @return nanoseconds
	 */
	long untilNext(long now) {
		boolean waits = workers().spares().size() < this.situation.plan().spares() && !this.history.mayStart(now);
		return waits ? this.history.nextStart() - now : Long.MAX_VALUE;
	}

	private Workers workers() {
		return this.situation.workers();
	}

}
