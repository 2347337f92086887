package io.clusterboot.bootstrap;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import io.clusterboot.worker.WorkerIdentity;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.env.DefaultPropertiesPropertySource;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
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
				environment.getPropertySources()
					.addFirst(new MapPropertySource("clusterWorker", overrides(worker, environment)));
				addDefaults(environment);
			});
		}
	}

	private static Map<String, Object> overrides(WorkerIdentity worker, ConfigurableEnvironment environment) {
		Map<String, Object> overrides = new HashMap<>();
		overrides.put("cluster.worker.index", worker.index());
		overrides.put("cluster.worker.generation", worker.generation());
		overrides.put("cluster.worker.count", worker.count());
		overrides.put("server.port", worker.port());
		if (worker.managementPort() != null) {
			overrides.put("management.server.port", worker.managementPort());
		}
		nameInLog(worker, environment, overrides);
		return overrides;
	}

	private static void nameInLog(WorkerIdentity worker, ConfigurableEnvironment environment,
			Map<String, Object> overrides) {
		String name = "[worker " + worker.index() + "]";
		String console = raw(environment, CONSOLE_PATTERN);
		if (console != null) {
			overrides.put(CONSOLE_PATTERN, console.contains(name) ? console : name + " " + console);
		}
		else {
			String level = raw(environment, LEVEL_PATTERN);
			overrides.put(LEVEL_PATTERN,
					(level == null) ? "%5p " + name : level.contains(name) ? level : level + " " + name);
		}
		overrides.put("logging.structured.json.add.worker", worker.index());
		String file = logFile(environment);
		if (file != null && !file.contains("cluster.worker.index")) {
			overrides.put(LOG_FILE, ownFile(file, worker.index()));
		}
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
	private static void addDefaults(ConfigurableEnvironment environment) {
		Map<String, Object> defaults = new HashMap<>();
		defaults.put("management.endpoints.web.exposure.include", "health,info,prometheus,cluster");
		defaults.put("spring.main.banner-mode", "off");
		defaults.keySet().removeIf(environment::containsProperty);
		DefaultPropertiesPropertySource.addOrMerge(defaults, environment.getPropertySources());
	}

}
