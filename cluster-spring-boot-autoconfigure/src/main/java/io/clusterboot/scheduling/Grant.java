package io.clusterboot.scheduling;

/**
 * For how long this worker leads.
 *
 * @param term number of the leader
 * @param untilNanos end by the monotonic clock
 * @param untilMillis end by the time of day
 */
record Grant(long term, long untilNanos, long untilMillis) {

	boolean isValid(LeaseClock clock) {
		return clock.nanoTime() - this.untilNanos < 0 && clock.currentTimeMillis() < this.untilMillis;
	}

}
