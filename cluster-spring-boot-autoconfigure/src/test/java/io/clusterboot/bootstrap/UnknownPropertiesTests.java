package io.clusterboot.bootstrap;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UnknownProperties}.
 */
class UnknownPropertiesTests {

	@Test
	void namesWhenNothingIsSetIsEmpty() {
		assertThat(names(new MapPropertySource("test", Map.of("server.port", 1, "clusters.x", 2)))).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "cluster.worker, cluster.workers", "cluster.wrokers, cluster.workers",
			"cluster.drain-timout, cluster.drain-timeout", "cluster.restart.backof, cluster.restart.backoff",
			"cluster.restart.max-failure, cluster.restart.max-failures",
			"cluster.worker.jvm-arg, cluster.worker.jvm-args", "cluster.scale.busymx, cluster.scale.busy-max",
			"cluster.recycle.jitter.value, ", "cluster.listn, cluster.listen", "cluster.worker.env.X, " })
	void namesWhenAPropertyIsAlmostKnownSuggestsIt(String name, String suggestion) {
		assertThat(names(property(name))).singleElement()
			.asString()
			.startsWith(
					name.toLowerCase(Locale.ROOT) + " is not a property of this version of the cluster and is ignored")
			.endsWith((suggestion != null) ? "; did you mean " + suggestion + "?" : "ignored");
	}

	@Test
	void namesWhenAPropertyIsLikeNoneSuggestsNothing() {
		assertThat(names(property("cluster.hazelcast.members"))).containsExactly(
				"cluster.hazelcast.members is not a property of this version of the cluster and is ignored");
	}

	@ParameterizedTest
	@ValueSource(strings = { "cluster.workers", "cluster.enabled", "cluster.start-timeout", "cluster.startTimeout",
			"cluster.start_timeout", "cluster.STARTTIMEOUT", "cluster.restart.max-backoff",
			"cluster.restart.maxBackoff", "cluster.worker.jvm-args", "cluster.worker.jvm-args[0]",
			"cluster.worker.jvmArgs[10]", "cluster.worker.args[1]", "cluster.worker.environment.TZ",
			"cluster.worker.environment.a_b", "cluster.worker.environment[A_B]", "cluster.worker.environment[a.b]",
			"cluster.worker.environment.a.b", "cluster.run-directory", "cluster.slow-request",
			"cluster.recycle.max-memory", "cluster.recycle.jitter", "cluster.scale.busy-max", "cluster.scale.busyMin" })
	void namesWhenAPropertyIsKnownInAnySpellingIsEmpty(String name) {
		assertThat(names(property(name))).isEmpty();
	}

	@Test
	void namesWhenTwoSourcesHaveTheSameNamesItOnce() {
		assertThat(names(property("cluster.foo"), new MapPropertySource("other", Map.of("cluster.foo", "2"))))
			.hasSize(1);
	}

	@Test
	void namesAreSorted() {
		Map<String, Object> properties = new LinkedHashMap<>();
		properties.put("cluster.zzzzzzzz", 1);
		properties.put("cluster.aaaaaaaa", 1);
		assertThat(names(new MapPropertySource("test", properties))).hasSize(2)
			.first()
			.asString()
			.startsWith("cluster.aaaaaaaa ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "CLUSTER_WORKERS", "CLUSTER_FOO", "CLUSTER_NAME", "CLUSTER_WORKER_INDEX" })
	void namesWhenAnEnvironmentVariableIsUnknownIsEmpty(String name) {
		assertThat(names(new SystemEnvironmentPropertySource(
				StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, Map.of(name, "x"))))
			.isEmpty();
	}

	private static PropertySource<?> property(String name) {
		return new MapPropertySource("test", Map.of(name, "1"));
	}

	private static List<String> names(PropertySource<?>... sources) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().forEach((source) -> environment.getPropertySources().remove(source.getName()));
		List.of(sources).forEach(environment.getPropertySources()::addLast);
		ConfigurationPropertySources.attach(environment);
		return new UnknownProperties(environment).names();
	}

}
