package io.clusterboot.master;

import java.time.Duration;
import java.time.Instant;

/**
 * A clock that a test moves. It begins shortly before the number of nanoseconds
 * overflows, as it may in any JVM.
 */
final class FakeClock implements MasterClock {

	private static final Instant START = Instant.parse("2025-01-01T00:00:00Z");

	private Duration elapsed = Duration.ZERO;

	@Override
	public long nanoTime() {
		return Long.MAX_VALUE - Duration.ofSeconds(2).toNanos() + this.elapsed.toNanos();
	}

	@Override
	public Instant now() {
		return START.plus(this.elapsed);
	}

	void advance(Duration duration) {
		this.elapsed = this.elapsed.plus(duration);
	}

}
