package io.clusterboot.sample.harness;

import java.util.Arrays;

/**
 * The latencies of a run, every one of them up to a bound.
 */
final class Latencies {

	private static final int MAX = 4_000_000;

	private long[] nanos = new long[1024];

	private int size;

	private long max;

	void record(long latency) {
		this.max = Math.max(this.max, latency);
		if (this.size == MAX) {
			return;
		}
		if (this.size == this.nanos.length) {
			this.nanos = Arrays.copyOf(this.nanos, Math.min(MAX, this.size * 2));
		}
		this.nanos[this.size++] = latency;
	}

	Summary summary() {
		long[] sorted = Arrays.copyOf(this.nanos, this.size);
		Arrays.sort(sorted);
		return new Summary(percentile(sorted, 0.5), percentile(sorted, 0.99), this.max);
	}

	private static long percentile(long[] sorted, double fraction) {
		return (sorted.length == 0) ? 0 : sorted[(int) Math.ceil(fraction * sorted.length) - 1];
	}

	/**
	 * What is told of the latencies, in nanoseconds.
	 */
	record Summary(long p50, long p99, long max) {
	}

}
