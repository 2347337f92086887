package io.clusterboot.bootstrap;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.clusterboot.ClusterProperties;
import io.clusterboot.Percentage;

import org.springframework.util.unit.DataSize;

/**
 * What the text of a property must look like.
 *
 * @param what name of the kind of value
 * @param remedy what to write instead
 */
record Expected(String what, String remedy) {

	/*
	 * Of each group the property that is wanted most.
	 */
	private static final Map<Class<?>, String> MEMBERS = Map.of(ClusterProperties.Reload.class, "canary-time",
			ClusterProperties.Restart.class, "max-failures", ClusterProperties.Recycle.class, "max-requests",
			ClusterProperties.Scale.class, "max", ClusterProperties.Redis.class, "embedded",
			ClusterProperties.Session.class, "serialization", ClusterProperties.Cache.class, "near");

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
		if (type == int.class || type == Integer.class || type == Long.class || type == double.class) {
			return new Expected("a number",
					"Set " + name + " to a number such as " + ((type == double.class) ? "2.0." : "5."));
		}
		if (type == DataSize.class) {
			return new Expected("a size", "Set " + name + " to a size such as 512MB or 2GB.");
		}
		if (type == Percentage.class) {
			return new Expected("a percentage from 0% to 100%", "Set " + name + " to a percentage such as 10%.");
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
		if (MEMBERS.containsKey(type)) {
			return new Expected("a property but a group of them",
					"Set a property such as " + name + "." + MEMBERS.get(type) + ".");
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
