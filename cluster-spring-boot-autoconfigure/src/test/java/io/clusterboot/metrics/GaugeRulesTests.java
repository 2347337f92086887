package io.clusterboot.metrics;

import java.util.Map;

import io.clusterboot.GaugeRule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GaugeRules}.
 */
class GaugeRulesTests {

	private static final GaugeRules RULES = new GaugeRules(
			Map.of("shop.queue", GaugeRule.MAX, "shop.queue.length", GaugeRule.MEAN, "shop_stock", GaugeRule.MIN,
					"process.uptime", GaugeRule.SUM, "shop.cold-room", GaugeRule.MIN, "shop.till.max", GaugeRule.SUM));

	@ParameterizedTest
	@CsvSource({ "shop_queue, MAX", "shop_queue_age_seconds, MAX", "shop_queue_length, MEAN",
			"shop_queue_length_ratio, MEAN", "shop_queues, SUM", "shop, SUM", "shop_stock_items, MIN",
			"process_uptime_seconds, SUM", "shop_cold_room_celsius, MIN", "shop_till_max, SUM" })
	void foldOfIsWhatTheLongestConfiguredNameSays(String name, Fold fold) {
		assertThat(RULES.foldOf(name)).isEqualTo(fold);
	}

	@ParameterizedTest
	@CsvSource({ "application_ready_time_seconds, MAX", "application_started_time_seconds, MAX", "disk_free_bytes, MAX",
			"disk_total_bytes, MAX", "executor_active_threads, SUM", "executor_pool_core_threads, SUM_OF_DEFINED",
			"executor_pool_max_threads, SUM_OF_DEFINED", "executor_pool_size_threads, SUM",
			"executor_queue_remaining_tasks, SUM_OF_DEFINED", "executor_queued_tasks, SUM", "executor_seconds_max, MAX",
			"hikaricp_connections, SUM", "hikaricp_connections_acquire_seconds_max, MAX",
			"hikaricp_connections_active, SUM", "hikaricp_connections_max, SUM_OF_DEFINED",
			"hikaricp_connections_min, SUM_OF_DEFINED", "hikaricp_connections_pending, SUM",
			"http_server_requests_seconds_max, MAX", "jdbc_connections_active, SUM",
			"jdbc_connections_max, SUM_OF_DEFINED", "jvm_buffer_memory_used_bytes, SUM",
			"jvm_classes_loaded_classes, SUM", "jvm_gc_live_data_size_bytes, SUM",
			"jvm_gc_max_data_size_bytes, SUM_OF_DEFINED", "jvm_gc_overhead, MEAN", "jvm_gc_pause_seconds_max, MAX",
			"jvm_memory_committed_bytes, SUM", "jvm_memory_max_bytes, SUM_OF_DEFINED",
			"jvm_memory_usage_after_gc, MEAN", "jvm_memory_used_bytes, SUM", "jvm_threads_live_threads, SUM",
			"jvm_threads_peak_threads, SUM", "jvm_threads_states_threads, SUM",
			"kafka_consumer_coordinator_last_heartbeat_seconds_ago, MAX",
			"kafka_consumer_fetch_manager_fetch_latency_avg, MEAN",
			"kafka_consumer_fetch_manager_records_consumed_rate, SUM",
			"kafka_consumer_fetch_manager_records_lag_max, MAX", "kafka_producer_io_ratio, MEAN",
			"lettuce_command_completion_seconds_max, MAX", "process_cpu_usage, SUM_OF_DEFINED",
			"process_files_max_files, SUM_OF_DEFINED", "process_files_open_files, SUM",
			"process_start_time_seconds, MIN", "process_uptime_seconds, MAX", "spring_kafka_listener_seconds_max, MAX",
			"system_cpu_count, MAX", "system_cpu_usage, MAX", "system_load_average_1m, MAX",
			"tomcat_connections_config_max_connections, SUM_OF_DEFINED", "tomcat_global_request_max_seconds, MAX",
			"tomcat_sessions_active_current_sessions, SUM", "tomcat_sessions_active_max_sessions, SUM_OF_DEFINED",
			"tomcat_sessions_alive_max_seconds, MAX", "tomcat_threads_busy_threads, SUM",
			"tomcat_threads_config_max_threads, SUM_OF_DEFINED", "shop_fill_percent, MEAN", "shop_anything, SUM",
			"diskette, SUM" })
	void foldOfIsTheDefaultOtherwise(String name, Fold fold) {
		assertThat(new GaugeRules(Map.of()).foldOf(name)).isEqualTo(fold);
	}

}
