package io.clusterboot.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SortedMap;

import io.clusterboot.sample.harness.ClusterProcess;
import io.clusterboot.sample.harness.HttpLoad;
import io.clusterboot.sample.harness.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The number of workers changes, and one is replaced on demand, while clients ask on.
 */
class ScaleIntegrationTests {

	private static final String JDKS = "io.clusterboot.sample.harness.Jdks#named";

	private static final Duration SOON = Duration.ofSeconds(40);

	private static final Duration START = Duration.ofSeconds(90);

	private static final int CLIENTS = 6;

	private static final Duration PAUSE = Duration.ofMillis(40);

	private static final JsonMapper MAPPER = new JsonMapper();

	@TempDir
	private Path directory;

	@ParameterizedTest
	@MethodSource(JDKS)
	void scalingUpAndDownAndRestartingUnderLoadLosesNothing(Path jdk) throws IOException {
		try (ClusterProcess cluster = SampleCluster.reloadable(this.directory, 2).jdk(jdk).start()) {
			cluster.awaitActive(2);
			try (HttpLoad load = HttpLoad.on(cluster.port())
				.keepAlive(CLIENTS)
				.connectionPerRequest(CLIENTS)
				.pause(PAUSE)
				.start()) {
				load.awaitAnswers(200, SOON);
				assertSucceeded(cluster, act(cluster, "{\"action\":\"scale\",\"workers\":4}"), 4);
				cluster.awaitActive(4);
				assertCounts(cluster, 4);
				assertSucceeded(cluster, act(cluster, "{\"action\":\"scale\",\"workers\":1}"), 1);
				cluster.awaitThat("one process is left", SOON, () -> cluster.descendants().size() == 1);
				assertCounts(cluster, 1);
				cluster.signal("TTIN");
				SortedMap<Integer, Long> two = cluster.awaitActive(2, START);
				assertSucceeded(cluster, act(cluster, "{\"action\":\"restart\",\"index\":1}"), 2);
				assertThat(cluster.awaitActive(2).get(0)).isEqualTo(two.get(0));
				assertThat(cluster.awaitActive(2).get(1)).isNotEqualTo(two.get(1));
				cluster.signal("TTOU");
				cluster.awaitActive(1);
				cluster.awaitThat("one process is left", SOON, () -> cluster.descendants().size() == 1);
				load.awaitAnswers(100, SOON);
				HttpLoad.Report report = load.stop();
				assertThat(report.failed()).as(() -> report + "\n" + cluster.explain()).isZero();
				assertThat(report.perWorker()).as(report::toString).containsOnlyKeys(0, 1, 2, 3);
			}
			HttpResponse refused = post(cluster, "{\"action\":\"restart\",\"index\":3}");
			assertThat(refused.status()).as(refused::text).isEqualTo(409);
			assertStopsAndLeavesNothing(cluster);
		}
	}

	private static void assertCounts(ClusterProcess cluster, int workers) throws IOException {
		for (int i = 0; i < 4 * workers; i++) {
			HttpResponse answer = cluster.get("/whoami");
			assertThat(answer.text()).contains("\"count\":" + workers);
		}
	}

	private static void assertSucceeded(ClusterProcess cluster, JsonNode report, int wanted) {
		assertThat(report.path("result").asString()).as(() -> report + "\n" + cluster.explain()).isEqualTo("SUCCEEDED");
		assertThat(report.path("wanted").asInt()).as(report::toString).isEqualTo(wanted);
		assertThat(cluster.status().wanted()).isEqualTo(wanted);
	}

	private static JsonNode act(ClusterProcess cluster, String json) throws IOException {
		HttpResponse response = post(cluster, json);
		assertThat(response.status()).as(() -> response.text() + "\n" + cluster.explain()).isEqualTo(200);
		return MAPPER.readTree(response.text());
	}

	private static HttpResponse post(ClusterProcess cluster, String json) throws IOException {
		return cluster.postJson("/actuator/cluster", json);
	}

	@Test
	void numberOfWorkersFollowsTheLoad() {
		try (ClusterProcess cluster = SampleCluster.in(this.directory, 1)
			.arguments("--cluster.scale.max=3", "--cluster.scale.window=500ms", "--cluster.heartbeat-interval=100ms",
					"--server.tomcat.threads.max=8")
			.start()) {
			cluster.awaitActive(1);
			try (HttpLoad load = HttpLoad.on(cluster.port())
				.path("/work?ms=100")
				.connectionPerRequest(4 * CLIENTS)
				.start()) {
				cluster.awaitActive(3, START);
				HttpLoad.Report report = load.stop();
				assertThat(report.failed()).as(() -> report + "\n" + cluster.explain()).isZero();
			}
			try (HttpLoad load = HttpLoad.on(cluster.port())
				.keepAlive(1)
				.connectionPerRequest(1)
				.pause(PAUSE)
				.start()) {
				cluster.awaitActive(1, START);
				cluster.awaitThat("one process is left", SOON, () -> cluster.descendants().size() == 1);
				HttpLoad.Report report = load.stop();
				assertThat(report.failed()).as(() -> report + "\n" + cluster.explain()).isZero();
			}
			assertThat(cluster.countLog("Scaling from \\d to \\d workers \\(.*% of the request threads are busy \\("))
				.as(cluster::explain)
				.isEqualTo(4);
			assertStopsAndLeavesNothing(cluster);
		}
	}

	private static void assertStopsAndLeavesNothing(ClusterProcess cluster) {
		cluster.signal("TERM");
		assertThat(cluster.awaitExit(SOON)).as(cluster::explain).isZero();
		cluster.assertNothingLeft();
	}

}
