package io.clusterboot.master;

import java.util.EnumMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What outlives the workers of one index. Used by the master's thread alone.
 */
final class IndexHistory {

	private int failures;

	private final Map<RestartReason, Integer> restarts = new EnumMap<>(RestartReason.class);

	private long nextStart = Long.MIN_VALUE;

	private @Nullable String lastExit;

	int failures() {
		return this.failures;
	}

	int restarts() {
		return this.restarts.values().stream().mapToInt(Integer::intValue).sum();
	}

	int restarts(RestartReason reason) {
		return this.restarts.getOrDefault(reason, 0);
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
	void replaced(RestartReason reason) {
		this.restarts.merge(reason, 1, Integer::sum);
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
