package io.clusterboot.redis.lettuce;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * What happens with each request while Redis is away, and is worth a line in the log not
 * more than once in ten seconds. Safe for use by many threads.
 */
public final class Repetition {

	private static final Duration INTERVAL = Duration.ofSeconds(10);

	private final LongSupplier clock;

	private final AtomicLong due;

	/**
	 * Create one that has not happened yet.
	 * @param clock tells the time in nanoseconds, from any origin
	 */
	public Repetition(LongSupplier clock) {
		this.clock = clock;
		this.due = new AtomicLong(clock.getAsLong());
	}

	/**
	 * Note that it has happened.
	 * @return whether the log has not told of it for ten seconds; one caller is told so
	 */
	public boolean isDue() {
		long now = this.clock.getAsLong();
		long next = this.due.get();
		return now - next >= 0 && this.due.compareAndSet(next, now + INTERVAL.toNanos());
	}

}
