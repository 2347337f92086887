package io.clusterboot.master;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.clusterboot.ClusterProperties;
import io.clusterboot.WorkerState;
import io.clusterboot.generation.Generation;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * A generation on its way from worker to worker: decides for which index it is wanted
 * next. Used by the master's thread alone.
 */
final class Roll {

	private static final Log logger = LogFactory.getLog(Roll.class);

	private static final int NONE = -1;

	private final Situation situation;

	private final ClusterProperties.Reload properties;

	private final Spares spares;

	private final Generation target;

	private final Requester requester;

	private int canary = NONE;

	private boolean canaryIsWell;

	Roll(Situation situation, ClusterProperties.Reload properties, Spares spares, Generation target,
			Requester requester) {
		this.situation = situation;
		this.properties = properties;
		this.spares = spares;
		this.target = target;
		this.requester = requester;
	}

	Generation target() {
		return this.target;
	}

	/**
	 * Want the new generation where it is time to.
	 * @return whether it is everywhere
	 */
	boolean advance(long now) {
		this.canaryIsWell |= this.canary != NONE && isReplaced(this.canary, now);
		while (underWay(now).count() < (this.canaryIsWell ? this.situation.plan().maxSurge() : 1)
				&& next().isPresent()) {
			replace(next().getAsInt(), now);
		}
		if (!this.situation.indexes().allMatch((index) -> isReplaced(index, now))) {
			return false;
		}
		if (!generations().ofSpares().equals(this.target)) {
			renewSpares();
		}
		return this.spares.areComplete();
	}

	private IntStream underWay(long now) {
		return this.situation.indexes().filter((index) -> isWanted(index) && !isReplaced(index, now));
	}

	/*
	 * Who waits for the answer goes last: it cannot be told once it has ended.
	 */
	private OptionalInt next() {
		return IntStream
			.concat(this.situation.indexes().filter((index) -> !this.requester.hasIndex(index)),
					this.situation.indexes())
			.filter((index) -> !isWanted(index))
			.findFirst();
	}

	private void replace(int index, long now) {
		generations().roll(index, this.target);
		this.situation.histories().of(index).startAt(now);
		long step = this.situation.indexes().filter(this::isWanted).count();
		boolean first = this.canary == NONE;
		if (first) {
			this.canary = index;
		}
		logger.info("Reload to " + this.target + ", step " + step + " of " + this.situation.wanted() + ": worker "
				+ index + " is replaced" + (first ? ", as the canary" : ""));
	}

	private void renewSpares() {
		generations().rollSpares(this.target);
		if (this.situation.plan().spares() > 0) {
			logger.info("Reload to " + this.target + ": the spares are replaced");
		}
	}

	private boolean isWanted(int index) {
		return generations().of(index).equals(this.target);
	}

	private boolean isReplaced(int index, long now) {
		List<WorkerHandle> all = this.situation.workers().of(index);
		return all.stream().anyMatch((worker) -> isTarget(worker) && isWell(worker, now))
				&& all.stream().allMatch((worker) -> isTarget(worker) || this.requester.is(worker));
	}

	private boolean isTarget(WorkerHandle worker) {
		return worker.generation().equals(this.target);
	}

	/**
	 * Return whether a worker that is ready may accept. The canary waits: if it ends by
	 * itself, nobody was served by it. But it does not wait while nobody else serves in
	 * its place.
	 */
	boolean mayAccept(WorkerHandle worker, long now) {
		return untilWell(worker, worker.readySince(), now) <= 0 || !this.situation.workers().isActive(worker.index());
	}

	/**
	 * Return whether a successor serves, and so well that it can stand alone.
	 */
	boolean isWell(WorkerHandle worker, long now) {
		return worker.state() == WorkerState.ACTIVE && untilWell(worker, worker.activeSince(), now) <= 0;
	}

	private long untilWell(WorkerHandle worker, long since, long now) {
		return (worker.index() == this.canary && isTarget(worker))
				? since + this.properties.canaryTime().toNanos() - now : 0;
	}

	/**
	 * Return how long nothing is due, if nothing else happens.
	 * @return nanoseconds
	 */
	long untilNext(long now) {
		return this.situation.workers().of(this.canary).stream().mapToLong((worker) -> switch (worker.state()) {
			case READY -> untilWell(worker, worker.readySince(), now);
			case ACTIVE -> untilWell(worker, worker.activeSince(), now);
			default -> 0;
		}).filter((time) -> time > 0).min().orElse(Long.MAX_VALUE);
	}

	/**
	 * Tell what it is at, as a sentence fragment.
	 */
	String step(long now) {
		String steps = underWay(now).mapToObj((index) -> step(index, now)).collect(Collectors.joining("; "));
		return steps.isEmpty() ? "the spares are replaced" : steps;
	}

	private String step(int index, long now) {
		String name = "worker " + index + ((index == this.canary) ? " (canary)" : "");
		return this.situation.workers()
			.of(index)
			.stream()
			.filter((worker) -> isTarget(worker) && worker.holdsIndex())
			.findFirst()
			.map((successor) -> switch (successor.state()) {
				case STARTING -> name + " is starting";
				case READY -> name + " is ready" + (successor.isToldToAccept() ? "" : hasToStayWell());
				case ACTIVE -> isWell(successor, now) ? name + ": its predecessor is draining"
						: name + " serves" + hasToStayWell();
				default -> name + " is " + successor.state();
			})
			.orElse(name + " is waiting for its start");
	}

	private String hasToStayWell() {
		return ", and has to stay well for " + this.properties.canaryTime().toMillis() + "ms";
	}

	private Generations generations() {
		return this.situation.generations();
	}

}
