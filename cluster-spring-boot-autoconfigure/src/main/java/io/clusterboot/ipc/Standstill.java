package io.clusterboot.ipc;

import java.time.Duration;

/**
 * For how long a worker has not got on with its work, although it says that it is alive.
 *
 * @param requests time for which its request threads have finished nothing while
 * something waited for them
 * @param collecting time for which it has done hardly anything but collect garbage
 */
public record Standstill(Duration requests, Duration collecting) {

	/**
	 * All is well.
	 */
	public static final Standstill NONE = new Standstill(Duration.ZERO, Duration.ZERO);

	/**
	 * Return the longer of the two.
	 * @return how long
	 */
	public Duration longest() {
		return (this.requests.compareTo(this.collecting) >= 0) ? this.requests : this.collecting;
	}

}
