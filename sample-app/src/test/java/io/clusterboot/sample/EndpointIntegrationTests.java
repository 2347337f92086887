package io.clusterboot.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;

import io.clusterboot.sample.harness.ClusterProcess;
import io.clusterboot.sample.harness.ClusterView;
import io.clusterboot.sample.harness.HttpResponse;
import io.clusterboot.sample.harness.WorkerView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that every worker tells the same of the cluster.
 */
@Timeout(300)
class EndpointIntegrationTests {

	private static final int MOST_REQUESTS = 200;

	private static final JsonMapper MAPPER = new JsonMapper();

	@TempDir
	private Path directory;

	@Test
	void endpointsWhenAskedOfAnyWorkerAgree() throws IOException {
		try (ClusterProcess cluster = SampleCluster.in(this.directory, 2)
			.arguments("--management.endpoint.health.show-components=always")
			.start()) {
			SortedMap<Integer, Long> pids = cluster.awaitActive(2);
			askEach(cluster, "/actuator/cluster", 200)
				.forEach((index, answer) -> assertDescribes(cluster, pids, ClusterView.parse(answer.text())));
			for (int index = 0; index < 2; index++) {
				long pid = pids.get(index);
				askEach(cluster, "/actuator/cluster/" + index, 200).forEach((asked, answer) -> {
					JsonNode worker = MAPPER.readTree(answer.text());
					assertThat(worker.path("pid").asLong()).isEqualTo(pid);
					assertThat(worker.path("state").asString()).isEqualTo("ACTIVE");
				});
			}
			askEach(cluster, "/actuator/cluster/2", 404);
			askEach(cluster, "/actuator/health", 200).forEach((index, answer) -> assertThat(
					MAPPER.readTree(answer.text()).path("components").path("cluster").path("status").asString(""))
				.as(answer::text)
				.isEqualTo("UP"));
			askEach(cluster, "/actuator/info", 200).forEach((index, answer) -> assertTellsWhoAnswers(index, answer));
			assertThat(cluster.post("/actuator/cluster").status()).isIn(404, 405);
			assertThat(cluster.awaitActive(2)).isEqualTo(pids);
			cluster.signal("TERM");
			assertThat(cluster.awaitExit(Duration.ofSeconds(30))).as(cluster::explain).isZero();
			cluster.assertNothingLeft();
		}
	}

	private static void assertDescribes(ClusterProcess cluster, SortedMap<Integer, Long> pids, ClusterView view) {
		assertThat(view.state()).isEqualTo("RUNNING");
		assertThat(view.generation()).isEqualTo(1);
		assertThat(view.wanted()).isEqualTo(2);
		assertThat(view.masterPid()).isEqualTo(cluster.pid());
		assertThat(view.spares()).isEmpty();
		assertThat(view.json().path("incidents").isEmpty()).isTrue();
		assertThat(view.workers()).extracting(WorkerView::index).containsExactly(0, 1);
		assertThat(view.workers()).allSatisfy((worker) -> {
			assertThat(worker.isActive()).isTrue();
			assertThat(worker.pid()).isEqualTo(pids.get(worker.index()));
			assertThat(worker.restarts()).isZero();
			assertThat(worker.lastExit()).isNull();
			assertThat(worker.startedAt()).isNotNull();
		});
	}

	private static void assertTellsWhoAnswers(int index, HttpResponse answer) {
		JsonNode info = MAPPER.readTree(answer.text()).path("cluster");
		assertThat(info.path("clustered").asBoolean(false)).as(answer::text).isTrue();
		assertThat(info.path("index").asInt(-1)).isEqualTo(index);
		assertThat(info.path("count").asInt(-1)).isEqualTo(2);
		assertThat(info.path("generation").asInt(-1)).isEqualTo(1);
	}

	private static Map<Integer, HttpResponse> askEach(ClusterProcess cluster, String path, int status)
			throws IOException {
		Map<Integer, HttpResponse> answers = new HashMap<>();
		for (int i = 0; i < MOST_REQUESTS && answers.size() < 2; i++) {
			HttpResponse answer = cluster.get(path);
			assertThat(answer.status()).as(answer::text).isEqualTo(status);
			assertThat(answer.header("x-worker")).isNotNull();
			answers.put(answer.worker(), answer);
		}
		assertThat(answers).as(path).containsOnlyKeys(0, 1);
		return answers;
	}

}
