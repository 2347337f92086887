package io.clusterboot.master;

import java.time.Duration;

import io.clusterboot.ClusterProperties;

/**
 * Decides by the load whether there should be more workers or fewer: a function of
 * samples and the clock.
 */
/*
 * The load is averaged over windows, and only several windows in a row say something: few
 * to grow, for those who wait; many to shrink, which nobody waits for. Whoever has to
 * grow soon after it has shrunk has shrunk too soon, and waits longer the next time
 * (penalty); that wears off slowly. After uWSGI's cheaper-busyness.
 */
final class LoadTrend {

	static final int WINDOWS_TO_GROW = 3;

	static final int WINDOWS_TO_SHRINK = 10;

	private static final int PENALTY = 10;

	private static final int WINDOWS_PER_PENALTY = 10;

	private static final int LONGEST_PATIENCE = 120;

	/*
	 * Those who stay must not be at the other threshold at once.
	 */
	private static final double CLEARLY_BELOW = 0.8;

	private final ClusterProperties.Scale limits;

	private long windowStart;

	private double sum;

	private int samples;

	private double busy;

	private int windowsAbove;

	private int windowsBelow;

	private int patience = WINDOWS_TO_SHRINK;

	private int windowsOfPenalty;

	private int windowsSinceShrink = Integer.MAX_VALUE;

	LoadTrend(ClusterProperties.Scale limits, long now) {
		this.limits = limits;
		this.windowStart = now;
	}

	/**
	 * Take in how busy the cluster is.
	 * @param share share of the request threads that are at work, 0 to 1
	 * @param now when that is
	 */
	void sample(double share, long now) {
		this.sum += share;
		this.samples++;
		if (now - this.windowStart >= this.limits.window().toNanos()) {
			close(this.sum / this.samples);
			openWindow(now);
		}
	}

	private void close(double average) {
		this.busy = average;
		this.windowsAbove = (average > this.limits.busyMax().value()) ? this.windowsAbove + 1 : 0;
		this.windowsBelow = (average < this.limits.busyMin().value()) ? this.windowsBelow + 1 : 0;
		if (this.windowsSinceShrink < Integer.MAX_VALUE) {
			this.windowsSinceShrink++;
		}
		this.windowsOfPenalty = (this.patience > WINDOWS_TO_SHRINK) ? this.windowsOfPenalty + 1 : 0;
		if (this.windowsOfPenalty == WINDOWS_PER_PENALTY) {
			this.windowsOfPenalty = 0;
			this.patience--;
		}
	}

	/**
	 * Begin another window: what was sampled in this one is not worth anything.
	 */
	void openWindow(long now) {
		this.windowStart = now;
		this.sum = 0;
		this.samples = 0;
	}

	/**
	 * Return what follows from the windows so far.
	 * @param workers how many there are
	 */
	Advice advice(int workers) {
		if (this.windowsAbove >= WINDOWS_TO_GROW) {
			return Advice.GROW;
		}
		boolean dispensable = workers > 1
				&& this.busy * workers / (workers - 1) <= CLEARLY_BELOW * this.limits.busyMax().value();
		return (this.windowsBelow >= this.patience && dispensable) ? Advice.SHRINK : Advice.STAY;
	}

	/**
	 * Take in that it was followed, and look at the load anew.
	 */
	void followed(Advice advice, long now) {
		if (advice == Advice.SHRINK) {
			this.windowsSinceShrink = 0;
		}
		if (advice == Advice.GROW && this.windowsSinceShrink <= this.patience) {
			this.patience = Math.min(LONGEST_PATIENCE, this.patience + PENALTY);
			this.windowsSinceShrink = Integer.MAX_VALUE;
		}
		lookAnew(now);
	}

	/**
	 * Forget the windows so far.
	 */
	void lookAnew(long now) {
		this.windowsAbove = 0;
		this.windowsBelow = 0;
		openWindow(now);
	}

	/**
	 * Return the share of request threads that were busy in the last window.
	 */
	double busy() {
		return this.busy;
	}

	/**
	 * Return how long the load must have been low.
	 */
	Duration patience() {
		return this.limits.window().multipliedBy(this.patience);
	}

	/**
	 * What there should be.
	 */
	enum Advice {

		/**
		 * One worker more.
		 */
		GROW,

		/**
		 * As many as there are.
		 */
		STAY,

		/**
		 * One worker fewer.
		 */
		SHRINK

	}

}
