package io.clusterboot.master;

import io.clusterboot.ipc.Message.Said;
import io.clusterboot.ipc.Operation.Ask;
import io.clusterboot.ipc.Peer;

/**
 * Connects workers that ask with those that answer, and keeps what they have counted.
 * Used by the master's thread alone.
 */
final class Exchange {

	private final CounterLedger ledger = new CounterLedger();

	private final Rounds rounds;

	private final Census census;

	private final Inquiries inquiries;

	Exchange(Workers workers, MasterClock clock, MasterMetrics metrics) {
		this.rounds = new Rounds(clock);
		this.census = new Census(workers, this.rounds, this.ledger, metrics);
		this.inquiries = new Inquiries(workers, this.rounds);
	}

	/**
	 * Let workers say what they measure. The requester is answered once they have.
	 */
	void collect(Requester requester) {
		this.census.begin(requester);
	}

	/**
	 * Ask workers. The requester is answered once they have answered.
	 */
	void ask(Requester requester, Ask ask) {
		this.inquiries.begin(requester, ask);
	}

	/**
	 * Take in that a worker is ready.
	 */
	void ready(WorkerHandle worker) {
		this.inquiries.repeat(worker);
	}

	/**
	 * Take in what a worker has said.
	 */
	void said(WorkerHandle worker, Said said) {
		this.rounds.said(worker, said);
	}

	/**
	 * Take in what a worker has counted.
	 */
	void counted(WorkerHandle worker, String text) {
		this.ledger.counted(worker, text);
	}

	/**
	 * Take in what a worker has counted that has ended.
	 */
	void counted(Peer peer, String text) {
		this.ledger.counted(peer, text);
	}

	/**
	 * Take in that a worker will say nothing any more, although it has not ended.
	 */
	void closed(WorkerHandle worker) {
		this.rounds.silence(worker);
	}

	/**
	 * Take in that somebody will say nothing any more.
	 */
	void closed(Peer peer) {
		this.ledger.closed(peer);
		this.rounds.forget(peer);
	}

	/**
	 * Take in that a worker's process has ended.
	 */
	void ended(WorkerHandle worker) {
		this.ledger.ended(worker);
		this.rounds.silence(worker);
	}

	/**
	 * Answer those who wait for what is complete now, or will not be.
	 */
	void step(long now) {
		this.rounds.step(now);
	}

	/**
	 * Return how long nothing is due, if nothing else happens.
	 * @return nanoseconds
	 */
	long untilNext(long now) {
		return this.rounds.untilNext(now);
	}

}
