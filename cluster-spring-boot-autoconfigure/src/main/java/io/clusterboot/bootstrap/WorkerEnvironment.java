package io.clusterboot.bootstrap;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.clusterboot.worker.WorkerIdentity;
import io.clusterboot.worker.WorkerName;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.DefaultPropertiesPropertySource;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;

/**
 * What is different in the environment of a worker: its ports, its name in the log, and
 * some defaults.
 */
/*
 * It comes after the configuration files, which it overrides, and before the logging
 * system, which reads the result. Where applications share an environment (a child
 * context, Spring Cloud's bootstrap context) it meets what it did before.
 */
final class WorkerEnvironment implements EnvironmentPostProcessor, Ordered {

	private static final String CONSOLE_PATTERN = "logging.pattern.console";

	private static final String LEVEL_PATTERN = "logging.pattern.level";

	private static final String JSON_CUSTOMIZER = "logging.structured.json.customizer";

	private static final String LOG_FILE = "logging.file.name";

	private static final String LOG_PATH = "logging.file.path";

	private final Door door;

	private final Map<String, String> environmentVariables;

	WorkerEnvironment() {
		this(new Door(), System.getenv());
	}

	WorkerEnvironment(Door door, Map<String, String> environmentVariables) {
		this.door = door;
		this.environmentVariables = environmentVariables;
	}

	@Override
	public int getOrder() {
		return ConfigDataEnvironmentPostProcessor.ORDER + 1;
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		Optional<WorkerIdentity> identity = WorkerIdentity.of(this.environmentVariables);
		if (this.door.isWorker(identity)) {
			identity.ifPresent((worker) -> {
				WorkerName.start(worker.index());
				environment.getPropertySources()
					.addFirst(new WorkerPropertySource(overrides(worker, environment, application)));
				addDefaults(environment,
						TelemetryIdentity.ofCurrentProcess(worker.index()).properties(this.environmentVariables));
			});
		}
	}

	private Map<String, Object> overrides(WorkerIdentity worker, ConfigurableEnvironment environment,
			SpringApplication application) {
		Map<String, Object> overrides = new HashMap<>(ClusterRedis.properties(this.environmentVariables));
		overrides.putAll(shares(worker, environment));
		overrides.put(WorkerName.PROPERTY, worker.index());
		overrides.put("cluster.worker.generation", worker.generation());
		overrides.put("cluster.worker.count", worker.count());
		overrides.put("server.port", worker.port());
		if (worker.managementPort() != null) {
			overrides.put("management.server.port", worker.managementPort());
		}
		nameInPattern(inPattern(worker, application), environment, overrides);
		nameInJson(environment, overrides);
		String file = logFile(environment);
		if (file != null && !file.contains(WorkerName.PROPERTY)) {
			overrides.put(LOG_FILE, ownFile(file, worker.index()));
		}
		return overrides;
	}

	private static Map<String, Object> shares(WorkerIdentity worker, ConfigurableEnvironment environment) {
		int spares = Binder.get(environment).bind("cluster.spares", Integer.class).orElse(0);
		return Division.of(environment).shares(worker.index(), worker.count() + spares);
	}

	/*
	 * Logback looks up a system property for each event, unless the application has put
	 * one of the same name into Logback's own context.
	 */
	private static String inPattern(WorkerIdentity worker, SpringApplication application) {
		boolean logback = LoggingSystem.get(application.getClassLoader())
			.getClass()
			.getName()
			.endsWith(".LogbackLoggingSystem");
		return "[worker " + (logback ? "%property{" + WorkerName.PROPERTY + "}" : worker.index()) + "]";
	}

	private static void nameInPattern(String name, ConfigurableEnvironment environment, Map<String, Object> overrides) {
		String console = raw(environment, CONSOLE_PATTERN);
		if (console != null) {
			overrides.put(CONSOLE_PATTERN, console.contains(name) ? console : name + " " + console);
		}
		else {
			String level = raw(environment, LEVEL_PATTERN);
			overrides.put(LEVEL_PATTERN,
					(level == null) ? "%5p " + name : level.contains(name) ? level : level + " " + name);
		}
	}

	/*
	 * A list is never merged from several sources, so this one has what is in the others.
	 * A member of the application with the same name would make each event an error.
	 */
	private static void nameInJson(ConfigurableEnvironment environment, Map<String, Object> overrides) {
		Binder binder = Binder.get(environment);
		if (binder.bind("logging.structured.json.add.worker", String.class).isBound()) {
			return;
		}
		Set<String> customizers = new LinkedHashSet<>(
				binder.bind(JSON_CUSTOMIZER, Bindable.listOf(String.class)).orElse(List.of()));
		customizers.add(WorkerJsonMember.class.getName());
		overrides.put(JSON_CUSTOMIZER, String.join(",", customizers));
	}

	private static @Nullable String logFile(ConfigurableEnvironment environment) {
		String file = raw(environment, LOG_FILE);
		String path = raw(environment, LOG_PATH);
		return (file != null || path == null) ? file : path + (path.endsWith("/") ? "" : "/") + "spring.log";
	}

	/*
	 * Several processes that write and roll over one file would destroy it.
	 */
	private static String ownFile(String file, int index) {
		int dot = file.lastIndexOf('.');
		String part = ".worker-" + index;
		if (file.contains(part)) {
			return file;
		}
		return (dot > file.lastIndexOf('/')) ? file.substring(0, dot) + part + file.substring(dot) : file + part;
	}

	/*
	 * As it is written, with its placeholders.
	 */
	private static @Nullable String raw(ConfigurableEnvironment environment, String name) {
		for (PropertySource<?> source : environment.getPropertySources()) {
			Object value = source.getProperty(name);
			if (value != null) {
				return value.toString();
			}
		}
		return null;
	}

	/*
	 * Spring Boot keeps default properties behind all others, also those that come later.
	 */
	private static void addDefaults(ConfigurableEnvironment environment, Map<String, Object> identity) {
		Map<String, Object> defaults = new HashMap<>(identity);
		defaults.put("management.endpoints.web.exposure.include", "health,info,prometheus,cluster");
		defaults.put("spring.main.banner-mode", "off");
		// Its warnings have the id of a session in them, with which anybody could be its
		// user
		defaults.put("logging.level.org.springframework.session.data.redis.RedisIndexedSessionRepository", "error");
		// It tries a command of Redis 8.4 first, and tells of the refusal with its stack
		defaults.put("logging.level.org.springframework.integration.redis.util.RedisLockRegistry", "warn");
		defaults.keySet().removeIf(environment::containsProperty);
		DefaultPropertiesPropertySource.addOrMerge(defaults, environment.getPropertySources());
	}

}
