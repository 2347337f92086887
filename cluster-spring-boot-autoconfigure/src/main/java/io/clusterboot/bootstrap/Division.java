package io.clusterboot.bootstrap;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.clusterboot.bootstrap.InvalidClusterConfigurationException.Violation;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;

/**
 * What is given for the whole cluster and divided among its workers.
 *
 * @param shared the values, by the names in {@code cluster.divide} as they are written
 * there
 */
/*
 * Spares count as workers: they have opened their pools when they begin to wait, and keep
 * what they have when they take over.
 */
record Division(Map<String, Integer> shared) {

	/**
	 * Read what is to be divided.
	 * @param environment the configuration
	 * @return the division
	 * @throws InvalidClusterConfigurationException if a value cannot be divided
	 */
	static Division of(ConfigurableEnvironment environment) {
		Binder binder = binder(environment);
		Map<String, Integer> shared = new HashMap<>();
		List<Violation> violations = new ArrayList<>();
		for (String name : binder.bind("cluster.divide", Bindable.listOf(String.class)).orElse(List.of())) {
			Integer value = value(binder, name);
			if (value != null && value >= 1) {
				shared.put(name, value);
			}
			else {
				violations.add(violation(name, text(binder, name)));
			}
		}
		if (!violations.isEmpty()) {
			throw new InvalidClusterConfigurationException(violations, null);
		}
		return new Division(shared);
	}

	/*
	 * What this class makes of it must not be divided again, where applications share an
	 * environment.
	 */
	private static Binder binder(ConfigurableEnvironment environment) {
		List<PropertySource<?>> sources = new ArrayList<>();
		environment.getPropertySources()
			.stream()
			.filter((source) -> !(source instanceof WorkerPropertySource))
			.forEach(sources::add);
		return new Binder(ConfigurationPropertySources.from(sources), new PropertySourcesPlaceholdersResolver(sources));
	}

	private static @Nullable Integer value(Binder binder, String name) {
		try {
			return binder.bind(canonical(name), Bindable.of(Integer.class)).orElse(null);
		}
		catch (BindException ex) {
			return null;
		}
	}

	private static @Nullable String text(Binder binder, String name) {
		return binder.bind(canonical(name), Bindable.of(String.class)).orElse(null);
	}

	private static ConfigurationPropertyName canonical(String name) {
		return ConfigurationPropertyName.adapt(DataObjectPropertyName.toDashedForm(name), '.');
	}

	private static Violation violation(String name, @Nullable String value) {
		if (value == null) {
			return new Violation("cluster.divide", name, "names a property that is not set",
					"Set " + name + " to a number for the whole cluster, or remove it from cluster.divide.");
		}
		return new Violation(name, value,
				"cannot be divided among workers (cluster.divide), as it is no whole number " + "of at least 1",
				"Set " + name + " to a number such as 40, or remove it from cluster.divide.");
	}

	/**
	 * Return whether a property is divided.
	 * @param name its name in the usual spelling
	 */
	boolean includes(String name) {
		return this.shared.keySet().stream().anyMatch((other) -> canonical(other).equals(canonical(name)));
	}

	/**
	 * Return what one worker has. The sum is the value, unless each would have less than
	 * 1.
	 * @param number the number it was launched with, counted from 0
	 * @param parts number of workers and spares
	 * @return values by names, for each name as it is written and as it is usual
	 */
	Map<String, Object> shares(int number, int parts) {
		Map<String, Object> shares = new HashMap<>();
		this.shared.forEach((name, value) -> {
			int share = Math.max(1, value / parts + ((number < value % parts) ? 1 : 0));
			shares.put(name, share);
			shares.put(canonical(name).toString(), share);
		});
		return shares;
	}

	/**
	 * Return a sentence for each property.
	 */
	List<String> sentences(int workers, int spares) {
		return this.shared.entrySet()
			.stream()
			.sorted(Map.Entry.comparingByKey())
			.map((entry) -> "Dividing " + entry.getKey() + "=" + entry.getValue() + " among "
					+ Processes.text(workers, spares) + ": " + text(entry.getValue(), workers + spares))
			.toList();
	}

	private static String text(int value, int parts) {
		if (value < parts) {
			return "1 each, which is " + parts + " together";
		}
		int remainder = value % parts;
		return value / parts + " each" + switch (remainder) {
			case 0 -> "";
			case 1 -> ", and 1 more for the first";
			default -> ", and 1 more for the first " + remainder;
		};
	}

}
