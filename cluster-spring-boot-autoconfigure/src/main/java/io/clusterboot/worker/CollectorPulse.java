package io.clusterboot.worker;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Measures for how long this JVM has done hardly anything but collect garbage.
 */
/*
 * A full heap need not end in an OutOfMemoryError. Serial collects for ever if each
 * collection frees the little that the next allocation takes, and heartbeats get through
 * in between.
 */
final class CollectorPulse {

	private static final double HARDLY_ANYTHING_ELSE = 0.9;

	/*
	 * Long enough to hold many collections of a small heap.
	 */
	private static final Duration WINDOW = Duration.ofSeconds(1);

	private final LongSupplier clock;

	private final LongSupplier collecting;

	private long windowStart;

	private long collectingAtStart;

	private long since;

	/**
	 * Create a pulse.
	 * @param clock the time in nanoseconds
	 * @param collecting how many nanoseconds of it were pauses to collect garbage
	 */
	CollectorPulse(LongSupplier clock, LongSupplier collecting) {
		this.clock = clock;
		this.collecting = collecting;
		this.windowStart = clock.getAsLong();
		this.collectingAtStart = collecting.getAsLong();
		this.since = this.windowStart;
	}

	/*
	 * A pause between the two readings would be in the one and not in the other.
	 */
	Duration standstill() {
		long collecting;
		long now;
		do {
			collecting = this.collecting.getAsLong();
			now = this.clock.getAsLong();
		}
		while (collecting != this.collecting.getAsLong());
		if (now - this.windowStart >= WINDOW.toNanos()) {
			closeWindow(now, collecting);
		}
		return Duration.ofNanos(this.windowStart - this.since);
	}

	private void closeWindow(long now, long collecting) {
		if (collecting - this.collectingAtStart < HARDLY_ANYTHING_ELSE * (now - this.windowStart)) {
			this.since = now;
		}
		this.windowStart = now;
		this.collectingAtStart = collecting;
	}

	static LongSupplier timeOfThisJvm() {
		List<GarbageCollectorMXBean> pauses = ManagementFactory.getGarbageCollectorMXBeans()
			.stream()
			.filter((collector) -> isPause(collector.getName()))
			.toList();
		return () -> TimeUnit.MILLISECONDS.toNanos(
				pauses.stream().mapToLong(GarbageCollectorMXBean::getCollectionTime).filter((time) -> time > 0).sum());
	}

	/*
	 * The others count the time of collector threads that work beside the application:
	 * "ZGC Cycles", "ZGC Major Cycles", "ZGC Minor Cycles", "Shenandoah Cycles" and, from
	 * JDK 20 on, "G1 Concurrent GC".
	 */
	static boolean isPause(String collector) {
		return !collector.endsWith(" Cycles") && !collector.endsWith(" Concurrent GC");
	}

}
