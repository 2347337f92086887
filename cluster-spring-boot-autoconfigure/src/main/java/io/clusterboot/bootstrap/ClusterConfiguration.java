package io.clusterboot.bootstrap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

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

	private void count(String name, int value, int least) {
		if (value < least || value > WorkerCount.MAX) {
			violation(name, value, "is outside of " + least + " to " + WorkerCount.MAX,
					"a number in that range, such as 1.");
		}
	}

	private boolean duration(String name, Duration value, Duration least) {
		boolean usable = value.compareTo(least) >= 0 && value.compareTo(LONGEST) <= 0;
		if (!usable) {
			violation(name, value, "is outside of " + text(least) + " to " + text(LONGEST),
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

	/**
	 * What the text of a property must look like.
	 *
	 * @param what name of the kind of value
	 * @param remedy what to write instead
	 */
	private record Expected(String what, String remedy) {

		static Expected of(String name, Class<?> type) {
			if (type == Duration.class) {
				return new Expected("a duration", "Set " + name + " to a duration such as 500ms, 30s or 2m.");
			}
			if (type == boolean.class || type == Boolean.class) {
				return new Expected("true or false", "Set " + name + " to true or false.");
			}
			if (type.isEnum()) {
				String names = names(type.getEnumConstants());
				return new Expected("one of " + names, "Set " + name + " to one of " + names + ".");
			}
			if (type == int.class || type == double.class) {
				return new Expected("a number",
						"Set " + name + " to a number such as " + ((type == int.class) ? "5." : "2.0."));
			}
			return ofSeveralValues(name, type);
		}

		private static Expected ofSeveralValues(String name, Class<?> type) {
			if (type == List.class) {
				return new Expected("a list whose elements are numbered without a gap",
						"Number the elements of " + name + " from 0 on, or set " + name + " to one text.");
			}
			if (type == Map.class) {
				return new Expected("a property but a group of them",
						"Give each variable its name, as in " + name + ".TZ=UTC.");
			}
			if (type == ClusterProperties.Worker.class) {
				return new Expected("a property but a group of them",
						"Set cluster.workers, if the number of workers is meant, or a property such as " + name
								+ ".jvm-args.");
			}
			if (type == ClusterProperties.Reload.class) {
				return new Expected("a property but a group of them",
						"Set a property such as " + name + ".canary-time.");
			}
			if (type == ClusterProperties.Restart.class) {
				return new Expected("a property but a group of them",
						"Set a property such as " + name + ".max-failures.");
			}
			String kind = type.getSimpleName().toLowerCase(Locale.ROOT);
			return new Expected("a " + kind, "Set " + name + " to a value that can be read as a " + kind + ".");
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
