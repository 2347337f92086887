package io.clusterboot.worker;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Time in which pauses of the thread that asks for it do not count.
 */
/*
 * While the heartbeat thread does not run (a suspended process, a starved one) the
 * request threads hardly do either, and it may be the first of them to go on. The silence
 * itself is what the master measures.
 */
final class WakingTime implements LongSupplier {

	/*
	 * By so much a thread may be late that runs.
	 */
	private static final Duration LATE = Duration.ofSeconds(1);

	private final LongSupplier clock;

	private final long longest;

	private long lastAsked;

	private long time;

	/**
	 * Create a time that begins at zero.
	 * @param clock the clock on the wall
	 * @param interval how often it is asked for
	 */
	WakingTime(LongSupplier clock, Duration interval) {
		this.clock = clock;
		this.longest = interval.plus(LATE).toNanos();
		this.lastAsked = clock.getAsLong();
	}

	@Override
	public long getAsLong() {
		long now = this.clock.getAsLong();
		this.time += Math.min(now - this.lastAsked, this.longest);
		this.lastAsked = now;
		return this.time;
	}

}
