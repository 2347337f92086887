package io.clusterboot;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the metadata that editors show of {@link ClusterProperties}.
 */
class ConfigurationMetadataTests {

	private static final String NONE = "";

	/*
	 * What a user may rely on. A default that changes is a change of the contract.
	 */
	private static final Map<String, String> CONTRACT = new TreeMap<>(Map.ofEntries(Map.entry("cluster.workers", NONE),
			Map.entry("cluster.enabled", "true"), Map.entry("cluster.spares", "0"), Map.entry("cluster.listen", "auto"),
			Map.entry("cluster.reload.max-surge", "1"), Map.entry("cluster.reload.canary-time", "5s"),
			Map.entry("cluster.start-timeout", "120s"), Map.entry("cluster.heartbeat-interval", "1s"),
			Map.entry("cluster.heartbeat-timeout", "30s"), Map.entry("cluster.drain-timeout", "30s"),
			Map.entry("cluster.pre-stop-delay", "0s"), Map.entry("cluster.restart.backoff", "200ms"),
			Map.entry("cluster.restart.multiplier", "2"), Map.entry("cluster.restart.max-backoff", "30s"),
			Map.entry("cluster.restart.max-failures", "5"), Map.entry("cluster.restart.stable-after", "30s"),
			Map.entry("cluster.restart.on-give-up", "exit"), Map.entry("cluster.worker.jvm-args", NONE),
			Map.entry("cluster.worker.args", NONE), Map.entry("cluster.worker.environment", NONE),
			Map.entry("cluster.run-directory", NONE), Map.entry("cluster.slow-request", NONE),
			Map.entry("cluster.recycle.max-requests", NONE), Map.entry("cluster.recycle.max-lifetime", NONE),
			Map.entry("cluster.recycle.max-memory", NONE), Map.entry("cluster.recycle.jitter", "10%"),
			Map.entry("cluster.recycle.min-lifetime", "30s"), Map.entry("cluster.scale.min", "1"),
			Map.entry("cluster.scale.max", NONE), Map.entry("cluster.scale.busy-max", "50%"),
			Map.entry("cluster.scale.busy-min", "25%"), Map.entry("cluster.scale.window", "5s"),
			Map.entry("cluster.divide", NONE), Map.entry("cluster.trusted-packages", NONE),
			Map.entry("cluster.redis.embedded", "auto"), Map.entry("cluster.session.require-shared", "false"),
			Map.entry("cluster.session.serialization", "json"), Map.entry("cluster.cache.near", "false"),
			Map.entry("cluster.cache.near-entries", "10000"), Map.entry("cluster.cache.near-time-to-live", "60s"),
			Map.entry("cluster.cache.load-timeout", "10s"), Map.entry("cluster.scheduling", "leader"),
			Map.entry("cluster.leader-lease", "10s"), Map.entry("cluster.messaging.transport", "redis"),
			Map.entry("cluster.messaging.max-message-size", "1MB"), Map.entry("cluster.messaging.buffer", "16MB"),
			Map.entry("cluster.messaging.max-attempts", "5"), Map.entry("cluster.messaging.takeover", "10s"),
			Map.entry("cluster.metrics.aggregation", "per-worker"), Map.entry("cluster.metrics.gauges", NONE),
			Map.entry("cluster.health.minimum", "1")));

	private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\|(.*?) \\| .+ \\|$");

	@Test
	void defaultsAreThoseOfTheContract() throws IOException {
		Map<String, String> defaults = new TreeMap<>();
		properties().forEach((property) -> defaults.put(property.get("name").asString(),
				property.path("defaultValue").asString(NONE)));
		assertThat(defaults).isEqualTo(CONTRACT);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("named")
	void propertyExplainsItself(String name, JsonNode property) {
		assertThat(property.path("type").asString(NONE)).as("type").isNotBlank();
		assertThat(property.path("description").asString(NONE)).as("description")
			.matches("\\p{Lu}.*\\.")
			.doesNotContain("\n", "{@", "<");
	}

	@Test
	void readmeNamesTheSamePropertiesAndDefaults() throws IOException {
		String readme = Files.readString(Path.of("..", "README.md"));
		String section = readme.substring(readme.indexOf("\n## Properties\n"), readme.indexOf("\n## Endpoints\n"));
		Map<String, String> table = new TreeMap<>();
		ROW.matcher(section)
			.results()
			.forEach((row) -> table.put("cluster." + row.group(1).replace(".*", ""),
					row.group(2).contains("`") ? row.group(2).replace("`", "").strip() : NONE));
		assertThat(table).isEqualTo(CONTRACT);
	}

	static Stream<Arguments> named() throws IOException {
		return properties().map((property) -> Arguments.of(property.get("name").asString(), property));
	}

	private static Stream<JsonNode> properties() throws IOException {
		try (InputStream in = ClusterProperties.class
			.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			JsonNode metadata = JsonMapper.shared().readTree(in);
			return StreamSupport.stream(metadata.get("properties").spliterator(), false)
				.filter((property) -> property.get("name").asString().startsWith("cluster."));
		}
	}

}
