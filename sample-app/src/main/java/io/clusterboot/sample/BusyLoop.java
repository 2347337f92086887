package io.clusterboot.sample;

import java.time.Duration;

/**
 * Keeps the processor busy for a given time.
 */
final class BusyLoop {

	private BusyLoop() {
	}

	static long run(Duration duration) {
		long start = System.nanoTime();
		long state = start;
		while (System.nanoTime() - start < duration.toNanos()) {
			for (int i = 0; i < 1000; i++) {
				state = state * 6364136223846793005L + 1442695040888963407L;
			}
		}
		return state;
	}

}
