package io.clusterboot.bootstrap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.clusterboot.ClusterProperties;
import io.clusterboot.WorkerCount;
import io.clusterboot.bootstrap.InvalidClusterConfigurationException.Violation;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.core.env.Environment;

/**
 * Reads the configuration of the cluster, and refuses values that cannot work.
 */
final class ClusterConfiguration {

	private static final Duration LONGEST = Duration.ofDays(1);

	private final List<Violation> violations = new ArrayList<>();

	private final ClusterProperties properties;

	private ClusterConfiguration(ClusterProperties properties) {
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
		ClusterConfiguration configuration = new ClusterConfiguration(bind(environment));
		configuration.validate(processors);
		return configuration.properties;
	}

	private static ClusterProperties bind(Environment environment) {
		try {
			return Binder.get(environment).bindOrCreate("cluster", ClusterProperties.class);
		}
		catch (BindException ex) {
			throw unusable(ex);
		}
	}

	private static InvalidClusterConfigurationException unusable(BindException exception) {
		ConfigurationProperty property = exception.getProperty();
		String name = (property != null) ? property.getName().toString() : exception.getName().toString();
		Class<?> type = exception.getTarget().getType().resolve(Object.class);
		return new InvalidClusterConfigurationException(
				List.of(new Violation(name, (property != null) ? property.getValue() : null,
						"is not " + Expected.of(type).what(), "Set " + name + " to " + Expected.of(type).example())),
				exception);
	}

	private void validate(int processors) {
		ClusterProperties cluster = this.properties;
		workers(cluster.workers(), processors);
		duration("start-timeout", cluster.startTimeout(), Duration.ofMillis(100));
		duration("heartbeat-interval", cluster.heartbeatInterval(), Duration.ofMillis(10));
		duration("heartbeat-timeout", cluster.heartbeatTimeout(), Duration.ofMillis(20));
		heartbeats(cluster.heartbeatInterval(), cluster.heartbeatTimeout());
		duration("drain-timeout", cluster.drainTimeout(), Duration.ofMillis(10));
		duration("pre-stop-delay", cluster.preStopDelay(), Duration.ZERO);
		restart(cluster.restart());
		worker(cluster.worker());
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

	private void duration(String name, Duration value, Duration least) {
		if (value.compareTo(least) < 0 || value.compareTo(LONGEST) > 0) {
			violation(name, text(value), "is outside of " + text(least) + " to " + text(LONGEST),
					"a duration in that range, such as 30s.");
		}
	}

	private void heartbeats(Duration interval, Duration timeout) {
		if (timeout.compareTo(interval.multipliedBy(2)) < 0) {
			violation("heartbeat-timeout", text(timeout),
					"is less than twice cluster.heartbeat-interval=" + text(interval)
							+ ", so one late heartbeat would end a healthy worker",
					"at least " + text(interval.multipliedBy(2)) + ", or cluster.heartbeat-interval to less.");
		}
	}

	private void restart(ClusterProperties.Restart restart) {
		duration("restart.backoff", restart.backoff(), Duration.ofMillis(1));
		duration("restart.max-backoff", restart.maxBackoff(), Duration.ofMillis(1));
		duration("restart.stable-after", restart.stableAfter(), Duration.ZERO);
		if (restart.maxBackoff().compareTo(restart.backoff()) < 0) {
			violation("restart.max-backoff", text(restart.maxBackoff()),
					"is less than cluster.restart.backoff=" + text(restart.backoff()), "at least that.");
		}
		if (!(restart.multiplier() >= 1 && restart.multiplier() <= 100)) {
			violation("restart.multiplier", restart.multiplier(), "is outside of 1 to 100",
					"a number in that range, such as 2.");
		}
		if (restart.maxFailures() < 1) {
			violation("restart.max-failures", restart.maxFailures(), "is less than 1", "1 or more.");
		}
	}

	private void worker(ClusterProperties.Worker worker) {
		worker.jvmArgs()
			.stream()
			.filter((argument) -> !argument.startsWith("-") && !argument.startsWith("@"))
			.forEach((argument) -> violation("worker.jvm-args", argument, "is not a JVM option",
					"options that begin with a dash, such as -Xmx256m."));
		worker.environment()
			.keySet()
			.stream()
			.filter((name) -> name.isBlank() || name.contains("=") || name.startsWith("CLUSTER_"))
			.forEach((name) -> violation("worker.environment." + name, worker.environment().get(name),
					"is not a name for a variable of the application",
					"nothing: names with '=' are not possible, and those with CLUSTER_ are the master's."));
	}

	private void violation(String name, @Nullable Object value, String fact, String remedy) {
		this.violations.add(new Violation("cluster." + name, value, fact, "Set cluster." + name + " to " + remedy));
	}

	private static String text(Duration duration) {
		return (duration.toMillis() % 1000 == 0) ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
	}

	/**
	 * What the text of a property must look like.
	 *
	 * @param what name of the kind of value
	 * @param example what to write instead
	 */
	private record Expected(String what, String example) {

		static Expected of(Class<?> type) {
			if (type == Duration.class) {
				return new Expected("a duration", "a duration such as 500ms, 30s or 2m.");
			}
			if (type == boolean.class || type == Boolean.class) {
				return new Expected("true or false", "true or false.");
			}
			if (type.isEnum()) {
				String names = names(type.getEnumConstants());
				return new Expected("one of " + names, "one of " + names + ".");
			}
			if (type == int.class || type == double.class) {
				return new Expected("a number", "a number such as " + ((type == int.class) ? "5." : "2.0."));
			}
			return new Expected("a " + type.getSimpleName(), "a value that can be read as a " + type.getSimpleName());
		}

		private static String names(Object[] constants) {
			List<String> names = new ArrayList<>();
			for (Object constant : constants) {
				names.add(constant.toString().toLowerCase(Locale.ROOT).replace('_', '-'));
			}
			return String.join(", ", names);
		}

	}

}
