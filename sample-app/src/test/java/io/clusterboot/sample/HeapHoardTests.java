package io.clusterboot.sample;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HeapHoard}, which leave most of the heap free.
 */
@Timeout(60)
class HeapHoardTests {

	private static final long SOME = 8 * 1024 * 1024;

	private final Runtime runtime = Runtime.getRuntime();

	@Test
	void keepEndsInTimeAndGivesAllBack() {
		System.gc();
		long before = available();
		long start = System.nanoTime();
		new HeapHoard(this.runtime, before - SOME).keep(Duration.ofSeconds(1));
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofSeconds(1),
				Duration.ofSeconds(20));
		System.gc();
		assertThat(available()).isGreaterThan(before - SOME / 2);
	}

	@Test
	void keepTakesAllButWhatIsToStayFree() throws InterruptedException {
		System.gc();
		long free = available() - SOME;
		Thread hoarder = new Thread(() -> new HeapHoard(this.runtime, free).keep(Duration.ofSeconds(2)));
		hoarder.start();
		long least = Long.MAX_VALUE;
		while (hoarder.isAlive()) {
			least = Math.min(least, available());
			hoarder.join(10);
		}
		assertThat(least).isLessThan(free + SOME / 2);
	}

	private long available() {
		return this.runtime.maxMemory() - this.runtime.totalMemory() + this.runtime.freeMemory();
	}

}
