package io.clusterboot.messaging;

import java.time.Duration;
import java.util.Optional;

/**
 * How often, and when, the work of a queue that failed is tried again.
 *
 * @param max how often it is tried altogether
 */
public record Attempts(int max) {

	private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

	private static final int DOUBLINGS = 6;

	/**
	 * Return when to try again.
	 * @param attempt the attempt that failed, from 1 on
	 * @param failure why it failed
	 * @return the time to wait before the next attempt; empty if the message is to be
	 * laid aside
	 */
	public Optional<Duration> pauseAfter(long attempt, Throwable failure) {
		if (attempt >= this.max || failure instanceof UnreadableMessageException) {
			return Optional.empty();
		}
		Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempt - 1, DOUBLINGS));
		return Optional.of((pause.compareTo(LONGEST_PAUSE) < 0) ? pause : LONGEST_PAUSE);
	}

}
