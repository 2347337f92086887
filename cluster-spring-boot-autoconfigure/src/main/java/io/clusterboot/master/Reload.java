package io.clusterboot.master;

import java.time.Duration;
import java.time.Instant;

import io.clusterboot.ReloadProgress;
import io.clusterboot.ReloadReport;
import io.clusterboot.ReloadReport.Result;
import io.clusterboot.generation.Generation;
import org.jspecify.annotations.Nullable;

/**
 * One reload, from its request to its answer. Used by the master's thread alone.
 */
final class Reload {

	private static final int LONGEST_REASON = 1000;

	private final int number;

	private final Requester requester;

	private final Instant startedAt;

	private final long started;

	private @Nullable Roll roll;

	private @Nullable String failure;

	/**
	 * Create a reload that has nothing to roll yet.
	 * @param number number of the generation that it is to bring
	 * @param requester who asked for it
	 * @param startedAt when that was, for people
	 * @param now when that was
	 */
	Reload(int number, Requester requester, Instant startedAt, long now) {
		this.number = number;
		this.requester = requester;
		this.startedAt = startedAt;
		this.started = now;
	}

	int number() {
		return this.number;
	}

	Requester requester() {
		return this.requester;
	}

	Instant startedAt() {
		return this.startedAt;
	}

	void roll(Roll roll) {
		this.roll = roll;
	}

	/**
	 * Return what rolls forward, {@code null} before and after that.
	 */
	@Nullable Roll roll() {
		return (this.failure == null) ? this.roll : null;
	}

	/**
	 * Return what was wrong, {@code null} as long as nothing is.
	 */
	@Nullable String failure() {
		return this.failure;
	}

	void fail(String reason) {
		this.failure = shortened(reason);
	}

	/**
	 * Return whether it fails with a worker of the generation.
	 */
	boolean dependsOn(Generation generation) {
		Roll roll = roll();
		return roll != null && generation.equals(roll.target());
	}

	String age(long now) {
		return Duration.ofNanos(now - this.started).toMillis() + "ms";
	}

	ReloadProgress progress(long now) {
		Roll roll = this.roll;
		String step = (this.failure != null) ? "rolling back: " + this.failure
				: (roll != null) ? roll.step(now) : "the generation is being staged";
		return new ReloadProgress(this.number, step, this.startedAt);
	}

	ReloadReport report(Result result, @Nullable String reason, Generation serving, long now) {
		return new ReloadReport(result, (reason != null) ? shortened(reason) : null, serving.number(), this.number,
				this.startedAt, Duration.ofMillis((now - this.started) / 1_000_000));
	}

	private static String shortened(String reason) {
		return (reason.length() <= LONGEST_REASON) ? reason : reason.substring(0, LONGEST_REASON) + "...";
	}

}
