package io.clusterboot;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.clusterboot.ClusterProperties.Aggregation;
import io.clusterboot.ClusterProperties.Cache;
import io.clusterboot.ClusterProperties.Embedded;
import io.clusterboot.ClusterProperties.GiveUp;
import io.clusterboot.ClusterProperties.Health;
import io.clusterboot.ClusterProperties.Listen;
import io.clusterboot.ClusterProperties.Messaging;
import io.clusterboot.ClusterProperties.Metrics;
import io.clusterboot.ClusterProperties.Recycle;
import io.clusterboot.ClusterProperties.Redis;
import io.clusterboot.ClusterProperties.Reload;
import io.clusterboot.ClusterProperties.Restart;
import io.clusterboot.ClusterProperties.Scale;
import io.clusterboot.ClusterProperties.Scheduling;
import io.clusterboot.ClusterProperties.Serialization;
import io.clusterboot.ClusterProperties.Session;
import io.clusterboot.ClusterProperties.Transport;
import io.clusterboot.ClusterProperties.Worker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterProperties}.
 */
class ClusterPropertiesTests {

	@Test
	void bindWhenNothingIsSetHasTheDefaultsOfTheContract() {
		assertThat(bind(Map.of())).isEqualTo(new ClusterProperties(true, null, 0, Listen.AUTO, Duration.ofSeconds(120),
				Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ZERO, null, null,
				List.of(), List.of(), Scheduling.LEADER, Duration.ofSeconds(10), new Reload(1, Duration.ofSeconds(5)),
				new Restart(Duration.ofMillis(200), 2, Duration.ofSeconds(30), 5, Duration.ofSeconds(30), GiveUp.EXIT),
				new Recycle(null, null, null, Percentage.of("10%"), Duration.ofSeconds(30)),
				new Scale(1, null, Percentage.of("50%"), Percentage.of("25%"), Duration.ofSeconds(5)),
				new Worker(List.of(), List.of(), Map.of()), new Redis(Embedded.AUTO),
				new Session(false, Serialization.JSON),
				new Cache(false, 10_000, Duration.ofSeconds(60), Duration.ofSeconds(10)), new Messaging(Transport.REDIS,
						DataSize.ofMegabytes(1), DataSize.ofMegabytes(16), 5, Duration.ofSeconds(10)),
				new Metrics(Aggregation.PER_WORKER, Map.of()), new Health(1)));
	}

	@Test
	void bindWhenAllIsSetTakesIt() {
		ClusterProperties properties = bind(Map.ofEntries(Map.entry("cluster.enabled", "false"),
				Map.entry("cluster.workers", "50%"), Map.entry("cluster.spares", "2"),
				Map.entry("cluster.reload.max-surge", "3"), Map.entry("cluster.reload.canary-time", "13s"),
				Map.entry("cluster.listen", "reuse-port"), Map.entry("cluster.start-timeout", "2m"),
				Map.entry("cluster.heartbeat-interval", "500ms"), Map.entry("cluster.heartbeat-timeout", "5s"),
				Map.entry("cluster.drain-timeout", "7s"), Map.entry("cluster.pre-stop-delay", "3s"),
				Map.entry("cluster.run-directory", "/run/shop"), Map.entry("cluster.restart.backoff", "1s"),
				Map.entry("cluster.restart.multiplier", "1.5"), Map.entry("cluster.restart.max-backoff", "9s"),
				Map.entry("cluster.restart.max-failures", "7"), Map.entry("cluster.restart.stable-after", "11s"),
				Map.entry("cluster.restart.on-give-up", "degrade"), Map.entry("cluster.slow-request", "3s"),
				Map.entry("cluster.recycle.max-requests", "10000"), Map.entry("cluster.recycle.max-lifetime", "12h"),
				Map.entry("cluster.recycle.max-memory", "512MB"), Map.entry("cluster.recycle.jitter", "20%"),
				Map.entry("cluster.recycle.min-lifetime", "1m"), Map.entry("cluster.scale.min", "2"),
				Map.entry("cluster.scale.max", "6"), Map.entry("cluster.scale.busy-max", "70%"),
				Map.entry("cluster.scale.busy-min", "12.5%"), Map.entry("cluster.scale.window", "10s"),
				Map.entry("cluster.divide", "pool.a,pool.b"), Map.entry("cluster.trusted-packages", "com.shop"),
				Map.entry("cluster.redis.embedded", "on"), Map.entry("cluster.session.require-shared", "true"),
				Map.entry("cluster.session.serialization", "jdk"), Map.entry("cluster.cache.near", "true"),
				Map.entry("cluster.cache.near-entries", "5"), Map.entry("cluster.cache.near-time-to-live", "6s"),
				Map.entry("cluster.cache.load-timeout", "4s"), Map.entry("cluster.scheduling", "all"),
				Map.entry("cluster.leader-lease", "7s"), Map.entry("cluster.messaging.transport", "kafka"),
				Map.entry("cluster.messaging.max-message-size", "2KB"), Map.entry("cluster.messaging.buffer", "3KB"),
				Map.entry("cluster.messaging.max-attempts", "4"), Map.entry("cluster.messaging.takeover", "9s"),
				Map.entry("cluster.metrics.aggregation", "sum"),
				Map.entry("cluster.metrics.gauges.shop.queue.length", "max"),
				Map.entry("cluster.health.minimum", "2")));
		assertThat(properties).isEqualTo(new ClusterProperties(false, "50%", 2, Listen.REUSE_PORT,
				Duration.ofMinutes(2), Duration.ofMillis(500), Duration.ofSeconds(5), Duration.ofSeconds(7),
				Duration.ofSeconds(3), Duration.ofSeconds(3), Path.of("/run/shop"), List.of("pool.a", "pool.b"),
				List.of("com.shop"), Scheduling.ALL, Duration.ofSeconds(7), new Reload(3, Duration.ofSeconds(13)),
				new Restart(Duration.ofSeconds(1), 1.5, Duration.ofSeconds(9), 7, Duration.ofSeconds(11),
						GiveUp.DEGRADE),
				new Recycle(10_000L, Duration.ofHours(12), DataSize.ofMegabytes(512), new Percentage(0.2),
						Duration.ofMinutes(1)),
				new Scale(2, 6, new Percentage(0.7), new Percentage(0.125), Duration.ofSeconds(10)),
				new Worker(List.of(), List.of(), Map.of()), new Redis(Embedded.ON),
				new Session(true, Serialization.JDK), new Cache(true, 5, Duration.ofSeconds(6), Duration.ofSeconds(4)),
				new Messaging(Transport.KAFKA, DataSize.ofKilobytes(2), DataSize.ofKilobytes(3), 4,
						Duration.ofSeconds(9)),
				new Metrics(Aggregation.SUM, Map.of("shop.queue.length", GaugeRule.MAX)), new Health(2)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "-Xmx256m -XX:+UseSerialGC -Da=b", "-Xmx256m,-XX:+UseSerialGC,-Da=b",
			" -Xmx256m, -XX:+UseSerialGC ,\t-Da=b ", "-Xmx256m\n-XX:+UseSerialGC\n-Da=b" })
	void bindWhenOptionsAreOneTextSeparatesBeforeEachDash(String text) {
		Worker worker = bind(Map.of("cluster.worker.jvm-args", text, "cluster.worker.args", text)).worker();
		assertThat(worker.jvmArgs()).containsExactly("-Xmx256m", "-XX:+UseSerialGC", "-Da=b");
		assertThat(worker.args()).isEqualTo(worker.jvmArgs());
	}

	@ParameterizedTest
	@ValueSource(strings = { "-Xlog:gc,safepoint", "-Dtitle=a b", "-Dname=a-b", "-Dlist=1, 2,3",
			"-XX:StartFlightRecording:duration=1m,filename=a.jfr" })
	void bindWhenOptionHasCommaOrSpaceKeepsItUnbroken(String option) {
		assertThat(jvmArgs(Map.of("cluster.worker.jvm-args", option))).containsExactly(option);
		assertThat(jvmArgs(Map.of("cluster.worker.jvm-args", option + " -Xss1m"))).containsExactly(option, "-Xss1m");
		assertThat(jvmArgs(Map.of("cluster.worker.jvm-args", "-Xss1m," + option))).containsExactly("-Xss1m", option);
		assertThat(jvmArgs(Map.of("cluster.worker.jvm-args[0]", option))).containsExactly(option);
	}

	@Test
	void bindWhenOptionsAreAListTakesThem() {
		assertThat(jvmArgs(Map.of("cluster.worker.jvm-args[0]", "-Xmx256m", "cluster.worker.jvm-args[1]",
				"-Xlog:gc,safepoint", "cluster.worker.jvm-args[2]", "-Dtitle=a b")))
			.containsExactly("-Xmx256m", "-Xlog:gc,safepoint", "-Dtitle=a b");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " " })
	void bindWhenOptionsAreEmptyHasNone(String text) {
		assertThat(jvmArgs(Map.of("cluster.worker.jvm-args", text))).isEmpty();
	}

	@Test
	void bindKeepsNamesOfEnvironmentVariables() {
		assertThat(bind(
				Map.of("cluster.worker.environment.MALLOC_ARENA_MAX", "2", "cluster.worker.environment.lower", "a,b c"))
			.worker()
			.environment()).isEqualTo(Map.of("MALLOC_ARENA_MAX", "2", "lower", "a,b c"));
	}

	private static List<String> jvmArgs(Map<String, String> properties) {
		return bind(properties).worker().jvmArgs();
	}

	private static ClusterProperties bind(Map<String, String> properties) {
		return new Binder(new MapConfigurationPropertySource(properties)).bindOrCreate("cluster",
				ClusterProperties.class);
	}

}
