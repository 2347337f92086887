package io.clusterboot.master;

import org.jspecify.annotations.Nullable;

/**
 * What outlives the workers of one index. Used by the master's thread alone.
 */
final class IndexHistory {

	private int failures;

	private int restarts;

	private long nextStart = Long.MIN_VALUE;

	private @Nullable String lastExit;

	int failures() {
		return this.failures;
	}

	int restarts() {
		return this.restarts;
	}

	@Nullable String lastExit() {
		return this.lastExit;
	}

	long nextStart() {
		return this.nextStart;
	}

	boolean mayStart(long now) {
		return this.nextStart == Long.MIN_VALUE || now - this.nextStart >= 0;
	}

	void ended(String cause) {
		this.lastExit = cause;
	}

	/**
	 * An end that nobody asked for.
	 */
	void replaced() {
		this.restarts++;
	}

	void failed() {
		this.failures++;
	}

	void recovered() {
		this.failures = 0;
	}

	void startAt(long time) {
		this.nextStart = time;
	}

}
