package io.clusterboot.bootstrap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.clusterboot.ClusterProperties;
import io.clusterboot.WorkerCount;
import io.clusterboot.bootstrap.InvalidClusterConfigurationException.Violation;
import io.clusterboot.json.PackageName;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;

/**
 * Reads the configuration of the cluster, and refuses values that cannot work.
 */
final class ClusterConfiguration {

	private static final Duration LONGEST = Duration.ofDays(1);

	private static final Duration LONGEST_LIFE = Duration.ofDays(365);

	/*
	 * A third of it is the interval at which it is renewed, and Redis may take a second.
	 */
	private static final Duration SHORTEST_LEASE = Duration.ofSeconds(3);

	private static final long KIB = 1024;

	private static final long MIB = 1024 * KIB;

	private static final long GIB = 1024 * MIB;

	private final List<Violation> violations = new ArrayList<>();

	private final Environment environment;

	private final ClusterProperties properties;

	private ClusterConfiguration(Environment environment, ClusterProperties properties) {
		this.environment = environment;
		this.properties = properties;
	}

	/**
	 * Read the configuration.
	 * @param environment where it is
	 * @param processors number of processors of this machine
	 * @return the configuration
	 * @throws InvalidClusterConfigurationException if a value cannot be used
	 */
	static ClusterProperties read(Environment environment, int processors) {
		ClusterConfiguration configuration = new ClusterConfiguration(environment, bind(environment));
		configuration.validate(processors);
		return configuration.properties;
	}

	private static ClusterProperties bind(Environment environment) {
		try {
			return Binder.get(environment).bindOrCreate("cluster", ClusterProperties.class);
		}
		catch (BindException ex) {
			throw unusable(environment, ex);
		}
	}

	private static InvalidClusterConfigurationException unusable(Environment environment, BindException exception) {
		Class<?> type = exception.getTarget().getType().resolve(Object.class);
		// Of a list it is the first element, and not the one that is wrong
		ConfigurationProperty property = (type != List.class) ? exception.getProperty() : null;
		String name = (property != null) ? property.getName().toString() : exception.getName().toString();
		Object value = (property != null) ? property.getValue() : environment.getProperty(name);
		Expected expected = Expected.of(name, type);
		return new InvalidClusterConfigurationException(List
			.of(new Violation(name, isSecret(name) ? null : value, "is not " + expected.what(), expected.remedy())),
				exception);
	}

	/*
	 * Passwords are often given as variables.
	 */
	private static boolean isSecret(String name) {
		return name.startsWith("cluster.worker.environment");
	}

	private void validate(int processors) {
		ClusterProperties cluster = this.properties;
		workers(cluster.workers(), processors);
		count("spares", cluster.spares(), 0);
		duration("start-timeout", cluster.startTimeout(), Duration.ofMillis(100));
		if (duration("heartbeat-interval", cluster.heartbeatInterval(), Duration.ofMillis(10))
				& duration("heartbeat-timeout", cluster.heartbeatTimeout(), Duration.ofMillis(20))) {
			heartbeats(cluster.heartbeatInterval(), cluster.heartbeatTimeout());
		}
		duration("drain-timeout", cluster.drainTimeout(), Duration.ofMillis(10));
		duration("pre-stop-delay", cluster.preStopDelay(), Duration.ZERO);
		count("reload.max-surge", cluster.reload().maxSurge(), 1);
		duration("reload.canary-time", cluster.reload().canaryTime(), Duration.ZERO);
		if (cluster.slowRequest() != null) {
			duration("slow-request", cluster.slowRequest(), Duration.ofMillis(10));
		}
		restart(cluster.restart());
		recycle(cluster.recycle());
		scale(cluster.scale());
		worker(cluster.worker());
		cache(cluster.cache());
		trustedPackages(cluster.trustedPackages());
		duration("leader-lease", cluster.leaderLease(), SHORTEST_LEASE);
		messaging(cluster.messaging());
		count("health.minimum", cluster.health().minimum(), 1);
		if (!this.violations.isEmpty()) {
			throw new InvalidClusterConfigurationException(this.violations, null);
		}
	}

	private void workers(@Nullable String workers, int processors) {
		try {
			if (workers != null) {
				new WorkerCount(workers).resolve(processors, processors);
			}
		}
		catch (IllegalArgumentException ex) {
			violation("workers", workers, String.valueOf(ex.getMessage()),
					"'auto' (one for each processor), a number such as 4, a negative number such as -1 (all processors "
							+ "but one), or a percentage of the processors such as 50%.");
		}
	}

	private boolean count(String name, int value, int least) {
		boolean usable = value >= least && value <= WorkerCount.MAX;
		if (!usable) {
			violation(name, value, "is outside of " + least + " to " + WorkerCount.MAX,
					"a number in that range, such as 1.");
		}
		return usable;
	}

	private boolean duration(String name, Duration value, Duration least) {
		return duration(name, value, least, LONGEST);
	}

	private boolean duration(String name, Duration value, Duration least, Duration longest) {
		boolean usable = value.compareTo(least) >= 0 && value.compareTo(longest) <= 0;
		if (!usable) {
			violation(name, value, "is outside of " + text(least) + " to " + text(longest),
					"a duration in that range, such as 30s.");
		}
		return usable;
	}

	private void heartbeats(Duration interval, Duration timeout) {
		if (timeout.compareTo(interval.multipliedBy(2)) < 0) {
			violation("heartbeat-timeout", timeout,
					"is less than twice cluster.heartbeat-interval=" + text(interval)
							+ ", so one late heartbeat would end a healthy worker",
					"at least " + text(interval.multipliedBy(2)) + ", or cluster.heartbeat-interval to less.");
		}
	}

	private void restart(ClusterProperties.Restart restart) {
		if (duration("restart.backoff", restart.backoff(), Duration.ofMillis(1))
				& duration("restart.max-backoff", restart.maxBackoff(), Duration.ofMillis(1))
				&& restart.maxBackoff().compareTo(restart.backoff()) < 0) {
			violation("restart.max-backoff", restart.maxBackoff(),
					"is less than cluster.restart.backoff=" + text(restart.backoff()),
					"at least " + text(restart.backoff()) + ".");
		}
		duration("restart.stable-after", restart.stableAfter(), Duration.ZERO);
		if (!(restart.multiplier() >= 1 && restart.multiplier() <= 100)) {
			violation("restart.multiplier", restart.multiplier(), "is outside of 1 to 100",
					"a number in that range, such as 2.");
		}
		if (restart.maxFailures() < 1) {
			violation("restart.max-failures", restart.maxFailures(), "is less than 1", "1 or more.");
		}
	}

	private void recycle(ClusterProperties.Recycle recycle) {
		Long requests = recycle.maxRequests();
		if (requests != null && requests < 1) {
			violation("recycle.max-requests", requests, "is less than 1", "1 or more.");
		}
		if (recycle.maxLifetime() != null) {
			duration("recycle.max-lifetime", recycle.maxLifetime(), Duration.ofSeconds(1), LONGEST_LIFE);
		}
		if (recycle.memoryLimit() < MIB) {
			violation("recycle.max-memory", recycle.maxMemory(), "is less than 1MB", "a size such as 512MB or 2GB.");
		}
		duration("recycle.min-lifetime", recycle.minLifetime(), Duration.ZERO, LONGEST_LIFE);
	}

	private void scale(ClusterProperties.Scale scale) {
		Integer max = scale.max();
		if (count("scale.min", scale.min(), 1) && max != null && count("scale.max", max, 1) && max < scale.min()) {
			violation("scale.max", max, "is less than cluster.scale.min=" + scale.min(),
					"at least " + scale.min() + ".");
		}
		if (scale.busyMin().value() >= scale.busyMax().value()) {
			violation("scale.busy-min", scale.busyMin(),
					"is not less than cluster.scale.busy-max=" + scale.busyMax()
							+ ", so the number of workers would never be right",
					"less than " + scale.busyMax() + ", at best half of it.");
		}
		duration("scale.window", scale.window(), Duration.ofMillis(100));
	}

	/**
	 * Check the number of workers to start with, which the machine has a say in.
	 * @param workers the number
	 * @param cluster the configuration
	 * @throws InvalidClusterConfigurationException if it is outside of what it may change
	 * to
	 */
	static void checkWorkers(int workers, ClusterProperties cluster) {
		ClusterProperties.Scale scale = cluster.scale();
		Integer max = scale.max();
		if (max != null && (workers < scale.min() || workers > max)) {
			String resolved = String.valueOf(workers).equals(cluster.workers()) ? ""
					: "means " + workers + " on this machine, and ";
			throw new InvalidClusterConfigurationException(List.of(new Violation("cluster.workers", cluster.workers(),
					resolved + "is outside of cluster.scale.min=" + scale.min() + " to cluster.scale.max=" + max,
					"Set cluster.workers to the number of workers to start with, from " + scale.min() + " to " + max
							+ ", or cluster.scale.min and cluster.scale.max to others.")),
					null);
		}
	}

	private void worker(ClusterProperties.Worker worker) {
		worker.jvmArgs()
			.stream()
			.filter((argument) -> !argument.startsWith("-") && !argument.startsWith("@"))
			.forEach((argument) -> this.violations
				.add(new Violation("cluster.worker.jvm-args", argument, "is not a JVM option",
						"Set cluster.worker.jvm-args to options that begin with a dash, such as -Xmx256m.")));
		worker.environment()
			.keySet()
			.stream()
			.filter((name) -> name.isBlank() || name.contains("=") || name.startsWith("CLUSTER_"))
			.map((name) -> "cluster.worker.environment." + name)
			.forEach((name) -> this.violations
				.add(new Violation(name, null, "is not a variable that an application can have", "Remove " + name
						+ ": names with '=' are not possible, and those with CLUSTER_ are the master's.")));
	}

	private void cache(ClusterProperties.Cache cache) {
		if (cache.nearEntries() < 1) {
			violation("cache.near-entries", cache.nearEntries(), "is less than 1", "1 or more, such as 10000.");
		}
		duration("cache.near-time-to-live", cache.nearTimeToLive(), Duration.ofMillis(1), LONGEST_LIFE);
		duration("cache.load-timeout", cache.loadTimeout(), Duration.ofMillis(1));
	}

	private void messaging(ClusterProperties.Messaging messaging) {
		size("messaging.max-message-size", messaging.maxMessageSize(), KIB);
		if (size("messaging.buffer", messaging.buffer(), KIB)
				&& messaging.buffer().compareTo(messaging.maxMessageSize()) < 0) {
			violation(
					"messaging.buffer", messaging.buffer(), "is less than cluster.messaging.max-message-size="
							+ messaging.maxMessageSize().toBytes() + "B, so the largest message would never find room",
					"at least that, such as 16MB.");
		}
		if (messaging.maxAttempts() < 1) {
			violation("messaging.max-attempts", messaging.maxAttempts(), "is less than 1", "1 or more.");
		}
		duration("messaging.takeover", messaging.takeover(), SHORTEST_LEASE);
	}

	private boolean size(String name, DataSize value, long least) {
		boolean usable = value.toBytes() >= least && value.toBytes() <= GIB;
		if (!usable) {
			violation(name, value, "is outside of " + least / KIB + "KB to 1GB", "a size in that range, such as 1MB.");
		}
		return usable;
	}

	private void trustedPackages(List<String> packages) {
		packages.stream()
			.filter((name) -> !PackageName.matches(name))
			.forEach((name) -> this.violations.add(new Violation("cluster.trusted-packages", name,
					"is not the name of a package",
					"Set cluster.trusted-packages to names such as com.example.shop, without wildcards: packages below "
							+ "are included.")));
		packages.stream()
			.filter(PackageName::isTooWide)
			.forEach((name) -> this.violations.add(new Violation("cluster.trusted-packages", name,
					"would trust classes that nobody meant",
					"Set cluster.trusted-packages to the packages of the classes that are kept in sessions and caches.")));
	}

	private void violation(String name, @Nullable Object value, String fact, String remedy) {
		String property = "cluster." + name;
		String configured = this.environment.getProperty(property);
		this.violations.add(new Violation(property,
				(configured != null) ? configured : (value instanceof Duration duration) ? text(duration) : value, fact,
				"Set " + property + " to " + remedy));
	}

	private static String text(Duration duration) {
		return (duration.getNano() == 0) ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
	}

}
