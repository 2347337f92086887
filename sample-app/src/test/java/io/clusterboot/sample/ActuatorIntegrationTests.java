package io.clusterboot.sample;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;

import io.clusterboot.sample.harness.ClusterProcess;
import io.clusterboot.sample.harness.HttpResponse;
import io.clusterboot.sample.harness.WorkerConnections;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the endpoints of any worker show and change all of them.
 */
@Timeout(300)
class ActuatorIntegrationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final String LOGGER = "/actuator/loggers/io.clusterboot.sample";

	private static final JsonMapper MAPPER = new JsonMapper();

	@TempDir
	private static Path directory;

	private static ClusterProcess cluster;

	private SortedMap<Integer, Long> pids;

	@BeforeAll
	static void start() {
		cluster = SampleCluster.in(directory, 2)
			.arguments("--management.endpoints.web.exposure.include=*",
					"--management.endpoint.cluster.access=unrestricted",
					"--management.endpoint.heapdump.access=unrestricted",
					"--management.endpoint.env.show-values=always")
			.start();
	}

	@AfterAll
	static void stop() {
		cluster.signal("TERM");
		assertThat(cluster.awaitExit(PATIENCE)).as(cluster::explain).isZero();
		cluster.assertNothingLeft();
		cluster.close();
	}

	@BeforeEach
	void awaitAll() {
		this.pids = cluster.awaitActive(2);
	}

	@Test
	void loggerIsSetInAllWorkersAndTheirSuccessors() throws IOException {
		HttpResponse answer = cluster.postJson(LOGGER, "{\"configuredLevel\":\"DEBUG\"}");
		assertThat(answer.status()).as(answer::text).isEqualTo(200);
		assertThat(MAPPER.readTree(answer.text()).path("workers").findValuesAsString("status")).containsExactly("204",
				"204");
		assertThat(MAPPER.readTree(answer.text()).path("workers").findValuesAsString("pid"))
			.containsExactlyElementsOf(this.pids.values().stream().map(String::valueOf).toList());
		assertThat(levelIn(0)).isEqualTo("DEBUG");
		assertThat(levelIn(1)).isEqualTo("DEBUG");
		cluster.signal(this.pids.get(1), "KILL");
		cluster.awaitSuccessor(1, this.pids.get(1), PATIENCE);
		cluster.awaitActive(2);
		assertThat(levelIn(1)).isEqualTo("DEBUG");
	}

	private static String levelIn(int worker) throws IOException {
		return json(get(LOGGER + "?worker=" + worker)).path("configuredLevel").asString("");
	}

	@Test
	void answersOfAnotherWorkerComeThroughAnyOther() throws IOException {
		try (WorkerConnections first = WorkerConnections.open(cluster.port(), 0, 1, PATIENCE)) {
			for (int worker = 0; worker < 2; worker++) {
				String query = "?worker=" + worker;
				HttpResponse threads = request(first, "GET", "/actuator/threaddump" + query);
				assertThat(threads.worker()).isZero();
				assertThat(threads.header("cluster-worker")).isEqualTo(String.valueOf(worker));
				assertThat(threads.text()).contains("\"threadName\":\"cluster-heartbeat\"");
				assertThat(json(request(first, "GET", "/actuator/env/cluster.worker.index" + query)).path("property")
					.path("value")
					.asInt(-1)).isEqualTo(worker);
				assertThat(json(request(first, "GET", "/actuator/metrics/process.uptime" + query)).path("measurements")
					.isEmpty()).isFalse();
			}
			assertThat(beginningOf("/actuator/heapdump?worker=0")).isEqualTo("JAVA PROFILE");
			assertThat(beginningOf("/actuator/heapdump?worker=1")).isEqualTo("JAVA PROFILE");
			assertThat(answersLeft()).isEmpty();
			assertThat(request(first, "GET", "/actuator/info?worker=2").status()).isEqualTo(404);
			HttpResponse caches = request(first, "DELETE", "/actuator/caches");
			assertThat(json(caches).path("workers").findValuesAsString("status")).containsExactly("204", "204");
		}
		assertThat(get("/actuator/env").text()).contains("CLUSTER_SOCKET").doesNotContain(token());
	}

	/*
	 * The client goes away before it has all.
	 */
	private static String beginningOf(String path) throws IOException {
		URI uri = URI.create("http://127.0.0.1:" + cluster.port() + path);
		try (InputStream body = uri.toURL().openStream()) {
			return new String(body.readNBytes(12), StandardCharsets.ISO_8859_1);
		}
	}

	private static List<Path> answersLeft() throws IOException {
		try (Stream<Path> files = Files.list(cluster.runDirectory().resolve("dumps"))) {
			return files.filter((file) -> file.getFileName().toString().startsWith("answer-")).toList();
		}
	}

	private String token() throws IOException {
		String environment = Files.readString(Path.of("/proc/" + this.pids.get(0) + "/environ"));
		return Stream.of(environment.split("\0"))
			.filter((variable) -> variable.startsWith("CLUSTER_TOKEN="))
			.map((variable) -> variable.substring("CLUSTER_TOKEN=".length()))
			.findFirst()
			.orElseThrow();
	}

	@Test
	void totalsAreThoseOfTheClientWhateverHappensToWorkers() throws IOException {
		long before = served();
		long asked = ask(40);
		assertThat(served()).isEqualTo(before + asked);
		for (int index = 0; index < 2; index++) {
			act("{\"action\":\"restart\",\"index\":" + index + "}");
			assertThat(served()).isEqualTo(before + asked);
			asked += ask(20);
		}
		act("{\"action\":\"scale\",\"workers\":1}");
		assertThat(served()).isEqualTo(before + asked);
		act("{\"action\":\"scale\",\"workers\":2}");
		asked += ask(20);
		assertThat(served()).isEqualTo(before + asked);
		SortedMap<Integer, Long> now = cluster.awaitActive(2);
		long unseen = ask(20);
		cluster.signal(now.get(1), "KILL");
		assertThat(served()).isBetween(before + asked, before + asked + unseen);
		cluster.awaitSuccessor(1, now.get(1), PATIENCE);
		assertThat(served()).isBetween(before + asked, before + asked + unseen);
	}

	private static long ask(int requests) throws IOException {
		for (int i = 0; i < requests; i++) {
			get("/products");
		}
		return requests;
	}

	private static void act(String action) throws IOException {
		HttpResponse answer = cluster.postJson("/actuator/cluster", action);
		assertThat(answer.status()).as(answer::text).isEqualTo(200);
	}

	private static long served() throws IOException {
		return get("/actuator/prometheus").text()
			.lines()
			.filter((line) -> line.startsWith("http_server_requests_seconds_count{")
					&& line.contains("uri=\"/products\""))
			.mapToLong((line) -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
			.sum();
	}

	@Test
	void metricsWhenAWorkerIsStoppedAreThoseOfTheOthers() throws IOException {
		try (WorkerConnections first = WorkerConnections.open(cluster.port(), 0, 1, PATIENCE)) {
			assertThat(request(first, "GET", "/actuator/prometheus").text())
				.contains("cluster_worker_up{worker=\"1\"} 1");
			cluster.signal(this.pids.get(1), "STOP");
			try {
				long start = System.nanoTime();
				HttpResponse answer = request(first, "GET", "/actuator/prometheus");
				assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
				assertThat(answer.text()).contains("cluster_worker_up{worker=\"1\"} 0",
						"cluster_worker_stale{worker=\"1\"} 1", "cluster_worker_up{worker=\"0\"} 1");
			}
			finally {
				cluster.signal(this.pids.get(1), "CONT");
			}
			cluster.awaitThat("worker 1 is measured again", PATIENCE,
					() -> request(first, "GET", "/actuator/prometheus").text()
						.contains("cluster_worker_up{worker=\"1\"} 1"));
		}
	}

	private static HttpResponse request(WorkerConnections connections, String method, String path) {
		connections.send(method, path);
		return connections.receive().get(0);
	}

	private static HttpResponse get(String path) throws IOException {
		HttpResponse answer = cluster.get(path);
		assertThat(answer.status()).as(answer::text).isEqualTo(200);
		return answer;
	}

	private static JsonNode json(HttpResponse answer) {
		return MAPPER.readTree(answer.text());
	}

}
