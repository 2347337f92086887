package io.clusterboot.master;

import java.time.Duration;
import java.util.function.DoubleSupplier;

import io.clusterboot.ClusterProperties;
import io.clusterboot.ClusterProperties.GiveUp;

/**
 * Decides what follows a failure: how long to wait, and when to give up.
 */
final class RestartPolicy {

	/*
	 * Part of a wait that chance decides, so that workers which failed together do not
	 * come back together.
	 */
	private static final double JITTER = 0.2;

	private final ClusterProperties.Restart properties;

	private final DoubleSupplier random;

	/**
	 * Create a policy.
	 * @param properties the configuration
	 * @param random gives numbers from 0 to less than 1
	 */
	RestartPolicy(ClusterProperties.Restart properties, DoubleSupplier random) {
		this.properties = properties;
		this.random = random;
	}

	/**
	 * Return how long to wait before the next start.
	 * @param failures number of failures in a row, 0 after an end that was none
	 */
	Duration delayAfter(int failures) {
		if (failures == 0) {
			return Duration.ZERO;
		}
		long longest = this.properties.maxBackoff().toMillis();
		double millis = isExhausted(failures) ? longest : Math.min(longest, grown(failures));
		return Duration.ofMillis(Math.round(millis * (1 - JITTER * this.random.getAsDouble())));
	}

	private double grown(int failures) {
		return this.properties.backoff().toMillis() * Math.pow(this.properties.multiplier(), failures - 1.0);
	}

	boolean isExhausted(int failures) {
		return failures >= this.properties.maxFailures();
	}

	boolean exitsOnGiveUp() {
		return this.properties.onGiveUp() == GiveUp.EXIT;
	}

	Duration stableAfter() {
		return this.properties.stableAfter();
	}

}
