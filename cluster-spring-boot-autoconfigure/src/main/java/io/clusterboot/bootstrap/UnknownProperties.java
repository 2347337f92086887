package io.clusterboot.bootstrap;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.StreamSupport;

import io.clusterboot.ClusterProperties;

import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;

/**
 * Properties below {@code cluster} that mean nothing, mostly because of a slip of the
 * pen.
 */
/*
 * They are warned of and no more: an application may have had properties of its own there
 * before it had a cluster.
 */
final class UnknownProperties {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("cluster");

	private static final int ALIKE = 3;

	private final Environment environment;

	/*
	 * Names of this type are equal in every spelling: start-timeout, startTimeout.
	 */
	private final List<ConfigurationPropertyName> known = new ArrayList<>();

	private final List<ConfigurationPropertyName> maps = new ArrayList<>();

	UnknownProperties(Environment environment) {
		this.environment = environment;
		collect("cluster", ClusterProperties.class);
	}

	private void collect(String prefix, Class<?> type) {
		for (RecordComponent component : type.getRecordComponents()) {
			String name = prefix + "." + kebab(component.getName());
			if (isGroup(component.getType())) {
				collect(name, component.getType());
			}
			else if (component.getType() == Map.class) {
				this.maps.add(ConfigurationPropertyName.of(name));
			}
			else {
				this.known.add(ConfigurationPropertyName.of(name));
			}
		}
	}

	/*
	 * A record of its own, such as a percentage, is written as one value.
	 */
	private static boolean isGroup(Class<?> type) {
		return type.isRecord() && type.getEnclosingClass() == ClusterProperties.class;
	}

	/**
	 * Return a sentence for each unknown property.
	 */
	List<String> names() {
		UnboundElementsSourceFilter filter = new UnboundElementsSourceFilter();
		return StreamSupport.stream(ConfigurationPropertySources.get(this.environment).spliterator(), false)
			.filter(filter::apply)
			.filter(IterableConfigurationPropertySource.class::isInstance)
			.flatMap((source) -> ((IterableConfigurationPropertySource) source).stream())
			.filter(PREFIX::isAncestorOf)
			.filter(this::isUnknown)
			.map(ConfigurationPropertyName::toString)
			.distinct()
			.sorted()
			.map(this::sentence)
			.toList();
	}

	private boolean isUnknown(ConfigurationPropertyName name) {
		ConfigurationPropertyName property = name.isLastElementIndexed() ? name.getParent() : name;
		return !this.known.contains(property) && this.maps.stream().noneMatch((map) -> map.isAncestorOf(name));
	}

	private String sentence(String name) {
		return name + " is not a property of this version of the cluster and is ignored"
				+ this.known.stream()
					.map(ConfigurationPropertyName::toString)
					.filter((other) -> distance(name, other) <= ALIKE)
					.min(Comparator.comparingInt((other) -> distance(name, other)))
					.map((other) -> "; did you mean " + other + "?")
					.orElse("");
	}

	private static String kebab(String name) {
		return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
	}

	/*
	 * Levenshtein's distance, row by row.
	 */
	private static int distance(String one, String other) {
		int[] row = new int[other.length() + 1];
		Arrays.setAll(row, (column) -> column);
		for (int i = 1; i <= one.length(); i++) {
			int diagonal = row[0];
			row[0] = i;
			for (int j = 1; j <= other.length(); j++) {
				int replaced = diagonal + ((one.charAt(i - 1) == other.charAt(j - 1)) ? 0 : 1);
				diagonal = row[j];
				row[j] = Math.min(replaced, 1 + Math.min(row[j - 1], row[j]));
			}
		}
		return row[other.length()];
	}

}
