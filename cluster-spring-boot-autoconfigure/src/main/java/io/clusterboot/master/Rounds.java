package io.clusterboot.master;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.clusterboot.ipc.Message.Said;
import io.clusterboot.ipc.Peer;
import org.jspecify.annotations.Nullable;

/**
 * All questions to workers that are not answered yet. Used by the master's thread alone.
 */
/*
 * What a worker says is taken in first; whether that was the last is looked at when all
 * events are, so that the end of a worker and what it said before belong together.
 */
final class Rounds {

	private final MasterClock clock;

	private final Map<Long, Round> open = new LinkedHashMap<>();

	private long ids;

	Rounds(MasterClock clock) {
		this.clock = clock;
	}

	/**
	 * Return a number that no other question has.
	 */
	long nextId() {
		return ++this.ids;
	}

	/**
	 * Begin a round that asks nobody yet.
	 * @param requester who wants to know
	 * @param patience how long to wait for answers at most
	 * @param end told when it is over
	 */
	Round begin(Requester requester, Duration patience, Consumer<Round> end) {
		Round round = new Round(nextId(), this.clock.nanoTime() + patience.toNanos(), requester, end);
		this.open.put(round.id(), round);
		return round;
	}

	/**
	 * Return whether a round is not over.
	 */
	boolean isOpen(@Nullable Round round) {
		return round != null && this.open.get(round.id()) == round;
	}

	void said(WorkerHandle worker, Said said) {
		Round round = this.open.get(said.id());
		if (round != null) {
			round.said(worker, said.part(), said.last());
		}
	}

	/**
	 * Wait no more for a worker, which cannot answer any more.
	 */
	void silence(WorkerHandle worker) {
		this.open.values().forEach((round) -> round.silence(worker));
	}

	/**
	 * Let somebody know nothing, who is gone.
	 */
	void forget(Peer peer) {
		this.open.values().forEach((round) -> round.forget(peer));
		this.open.values().removeIf(Round::isInVain);
	}

	/**
	 * End those that are over.
	 */
	void step(long now) {
		Collection<Round> over = List.copyOf(this.open.values()).stream().filter((round) -> round.isOver(now)).toList();
		for (Round round : over) {
			this.open.remove(round.id());
			round.end();
		}
	}

	/**
	 * Return how long nothing is due, if nobody says anything.
	 * @return nanoseconds
	 */
	long untilNext(long now) {
		return this.open.values().stream().mapToLong((round) -> round.untilDeadline(now)).min().orElse(Long.MAX_VALUE);
	}

}
