package io.clusterboot.messaging;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what did not reach listeners of topics.
 */
final class MessageStatistics {

	private final LongAdder missed = new LongAdder();

	private final LongAdder dropped = new LongAdder();

	void addMissed(long count) {
		this.missed.add(count);
	}

	void addDropped() {
		this.dropped.increment();
	}

	/**
	 * Return how many messages were published and did not arrive.
	 */
	long missed() {
		return this.missed.sum();
	}

	/**
	 * Return how many messages found no room in the buffer of a listener.
	 */
	long dropped() {
		return this.dropped.sum();
	}

}
