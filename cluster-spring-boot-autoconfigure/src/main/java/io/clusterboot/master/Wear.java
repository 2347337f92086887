package io.clusterboot.master;

import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

import io.clusterboot.ClusterProperties;
import io.clusterboot.WorkerLoad;
import org.jspecify.annotations.Nullable;

/**
 * How far one worker has come with what it may serve, live and grow before it is
 * replaced. Used by the master's thread alone.
 */
final class Wear {

	/*
	 * Memory that is given back soon is none to replace a worker for.
	 */
	static final int HEARTBEATS = 5;

	private static final long MIB = 1024 * 1024;

	private final ClusterProperties.Recycle limits;

	private final double allowance;

	private WorkerLoad load = WorkerLoad.UNKNOWN;

	private int heavyHeartbeats;

	/**
	 * Create it for a worker that is new.
	 * @param limits what a worker may do
	 * @param chance a number from 0 to less than 1
	 */
	Wear(ClusterProperties.Recycle limits, double chance) {
		this.limits = limits;
		this.allowance = 1 + chance * limits.jitter().value();
	}

	void heartbeat(WorkerLoad load) {
		this.load = load;
		this.heavyHeartbeats = (load.rss() >= this.limits.memoryLimit()) ? this.heavyHeartbeats + 1 : 0;
	}

	/**
	 * Return the limit that is exceeded by the largest part, if one is.
	 * @param age how long the worker has been active
	 */
	Optional<Excess> excess(Duration age) {
		if (age.compareTo(this.limits.minLifetime()) < 0) {
			return Optional.empty();
		}
		return Stream.of(requests(this.limits.maxRequests()), lifetime(this.limits.maxLifetime(), age), memory())
			.flatMap(Optional::stream)
			.filter((excess) -> excess.degree() >= 1)
			.max(Comparator.comparingDouble(Excess::degree));
	}

	private Optional<Excess> requests(@Nullable Long max) {
		return (max == null) ? Optional.empty() : Optional.of(new Excess(this.load.requests() / (max * this.allowance),
				this.load.requests() + " requests (cluster.recycle.max-requests=" + max + ")"));
	}

	private Optional<Excess> lifetime(@Nullable Duration max, Duration age) {
		return (max == null) ? Optional.empty()
				: Optional.of(new Excess(age.toMillis() / (max.toMillis() * this.allowance),
						"active for " + age.toSeconds() + "s (cluster.recycle.max-lifetime=" + max.toSeconds() + "s)"));
	}

	private Optional<Excess> memory() {
		return (this.heavyHeartbeats < HEARTBEATS) ? Optional.empty()
				: Optional.of(new Excess(this.load.rss() / (double) this.limits.memoryLimit(),
						this.load.rss() / MIB + "MB of resident memory (cluster.recycle.max-memory="
								+ this.limits.memoryLimit() / MIB + "MB)"));
	}

	/**
	 * A limit that is reached.
	 *
	 * @param degree what part of the limit there is, 1 or more
	 * @param reason what and how much, as a sentence fragment
	 */
	record Excess(double degree, String reason) {
	}

}
