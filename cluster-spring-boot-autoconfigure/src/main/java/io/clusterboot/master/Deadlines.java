package io.clusterboot.master;

import java.time.Duration;

import io.clusterboot.ClusterProperties;
import io.clusterboot.WorkerState;
import io.clusterboot.ipc.Standstill;

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
	 * @param state the state
	 * @param standstill what its last heartbeat said of that
	 */
	String missed(WorkerState state, Standstill standstill) {
		return switch (state) {
			case STARTING -> "was not ready within " + text(this.start) + " (cluster.start-timeout)";
			case READY, ACTIVE -> hung(standstill) + " for " + text(this.heartbeat) + " (cluster.heartbeat-timeout)";
			case DRAINING -> "had not finished within " + text(this.drain)
					+ " (cluster.drain-timeout, after cluster.pre-stop-delay)";
			case KILLING, EXITED -> "did not end when it was killed";
		};
	}

	/*
	 * What filled the greater part of that time.
	 */
	private String hung(Standstill standstill) {
		if (standstill.longest().multipliedBy(2).compareTo(this.heartbeat) < 0) {
			return "gave no sign of life";
		}
		return (standstill.requests().compareTo(standstill.collecting()) >= 0)
				? "finished nothing with its request threads, although something waited for them,"
				: "did hardly anything but collect garbage";
	}

	private static String text(Duration duration) {
		return (duration.toMillis() % 1000 == 0) ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
	}

}
