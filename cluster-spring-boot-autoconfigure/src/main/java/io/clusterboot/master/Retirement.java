package io.clusterboot.master;

import java.time.Duration;

/**
 * The replacement of a worker that is well, by a fresh one. Used by the master's thread
 * alone.
 */
final class Retirement {

	private final String reason;

	private boolean calledOff;

	private long calledOffAt;

	Retirement(String reason) {
		this.reason = reason;
	}

	/**
	 * Return why, as a sentence fragment.
	 */
	String reason() {
		return this.reason;
	}

	/**
	 * Let the worker stay: its successor has failed.
	 */
	void callOff(long now) {
		this.calledOff = true;
		this.calledOffAt = now;
	}

	boolean isCalledOff() {
		return this.calledOff;
	}

	boolean isCalledOffSince(Duration duration, long now) {
		return this.calledOff && now - this.calledOffAt >= duration.toNanos();
	}

}
