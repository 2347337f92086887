package io.clusterboot.metrics;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rules for gauges that Spring Boot and Micrometer bring along. All others are added
 * up.
 */
final class DefaultFolds {

	private static final Map<String, Fold> BEGINNINGS = new HashMap<>();

	private static final Map<String, Fold> ENDS = new HashMap<>();

	static {
		// Of the host, thus the same in all.
		beginnings(Fold.MAX, "system", "disk");
		beginnings(Fold.MIN, "process_start_time");
		beginnings(Fold.MAX, "process_uptime", "application_started_time", "application_ready_time");
		beginnings(Fold.SUM_OF_DEFINED, "process_cpu_usage");
		// A limit of each process, and -1 where there is none.
		beginnings(Fold.SUM_OF_DEFINED, "process_files_max", "jvm_memory_max", "jvm_gc_max_data_size",
				"hikaricp_connections_max", "hikaricp_connections_min", "jdbc_connections_max", "jdbc_connections_min",
				"executor_pool_max", "executor_pool_core", "executor_queue_remaining", "tomcat_threads_config_max",
				"tomcat_connections_config_max", "tomcat_sessions_active_max", "jetty_threads_config_max",
				"jetty_threads_config_min", "jetty_connections_max");
		beginnings(Fold.MEAN, "jvm_gc_overhead", "jvm_memory_usage_after_gc");
		ends(Fold.MAX, "_max", "_max_seconds", "_max_milliseconds", "_max_bytes", "_ago", "_seconds_ago");
		ends(Fold.MIN, "_min");
		ends(Fold.MEAN, "_usage", "_ratio", "_percent", "_percentage", "_overhead", "_utilization", "_avg", "_mean");
	}

	private DefaultFolds() {
	}

	static Fold of(String family) {
		Fold beginning = GaugeRules.longest(BEGINNINGS, family);
		if (beginning != null) {
			return beginning;
		}
		for (int i = family.indexOf('_'); i >= 0; i = family.indexOf('_', i + 1)) {
			Fold end = ENDS.get(family.substring(i));
			if (end != null) {
				return end;
			}
		}
		return Fold.SUM;
	}

	private static void beginnings(Fold fold, String... names) {
		List.of(names).forEach((name) -> BEGINNINGS.put(name, fold));
	}

	private static void ends(Fold fold, String... names) {
		List.of(names).forEach((name) -> ENDS.put(name, fold));
	}

}
