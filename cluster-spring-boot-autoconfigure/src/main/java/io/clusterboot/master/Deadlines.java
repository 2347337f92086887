package io.clusterboot.master;

import java.time.Duration;

import io.clusterboot.ClusterProperties;
import io.clusterboot.WorkerState;

/**
 * How long a worker may be in a state; and which property says so.
 *
 * @param start launch to ready
 * @param heartbeat last sign of life
 * @param drain told to end until it has
 */
record Deadlines(Duration start, Duration heartbeat, Duration drain) {

	private static final Duration KILL_AGAIN = Duration.ofSeconds(1);

	static Deadlines of(ClusterProperties properties) {
		return new Deadlines(properties.startTimeout(), properties.heartbeatTimeout(),
				properties.preStopDelay().plus(properties.drainTimeout()));
	}

	Duration of(WorkerState state) {
		return switch (state) {
			case STARTING -> this.start;
			case READY, ACTIVE -> this.heartbeat;
			case DRAINING -> this.drain;
			case KILLING -> KILL_AGAIN;
			case EXITED -> Duration.ofDays(1);
		};
	}

	/**
	 * Return what to say of a worker that has exceeded its time in a state.
	 */
	String missed(WorkerState state) {
		return switch (state) {
			case STARTING -> "was not ready within " + text(this.start) + " (cluster.start-timeout)";
			case READY, ACTIVE -> "gave no sign of life for " + text(this.heartbeat) + " (cluster.heartbeat-timeout)";
			case DRAINING -> "had not finished within " + text(this.drain)
					+ " (cluster.drain-timeout, after cluster.pre-stop-delay)";
			case KILLING, EXITED -> "did not end when it was killed";
		};
	}

	private static String text(Duration duration) {
		return (duration.toMillis() % 1000 == 0) ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
	}

}
