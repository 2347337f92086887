package io.clusterboot.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.clusterboot.sample.harness.ClusterProcess;
import io.clusterboot.sample.harness.RequestGate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the log tells the life of the cluster, and in each line who wrote it; and
 * the two ends of it that only the log and the readiness announce.
 */
@Timeout(300)
class LogIntegrationTests {

	private static final Duration SOON = Duration.ofSeconds(30);

	private static final Pattern DEFAULT_LINE = Pattern
		.compile("\\d{4}-\\d{2}-\\d{2}T\\S+ +[A-Z]+ (?:\\[worker (\\d+)] )?(\\d+) --- .*");

	@TempDir
	private Path directory;

	@Test
	void logOfALifeThatEndsWithCtrlCNamesEachWorkerAndLosesNoRequest() throws IOException {
		Path logFile = this.directory.resolve("logs").resolve("shop.log");
		try (ClusterProcess cluster = SampleCluster.in(this.directory, 2)
			.arguments("--logging.file.name=" + logFile)
			.start()) {
			SortedMap<Integer, Long> pids = cluster.awaitActive(2);
			try (RequestGate gate = RequestGate.hold(cluster.port(), "/echo", 4, SOON)) {
				List<Long> all = new ArrayList<>(pids.values());
				all.add(cluster.pid());
				cluster.signal(all, "INT");
				cluster.awaitLog("Worker \\d+ \\(pid \\d+\\) is shutting down", 2, SOON);
				assertThat(gate.release()).hasSize(4);
			}
			assertThat(cluster.awaitExit(SOON)).as(cluster::explain).isZero();
			assertTellsTheLife(cluster, pids);
			assertEachLineNamesItsAuthor(cluster.output().lines().toList(), cluster.pid(), pids);
			assertThat(cluster.countLog(":: Spring Boot ::")).as(cluster::explain).isLessThanOrEqualTo(1);
			assertEachHasItsOwnFile(logFile, cluster.pid(), pids);
			cluster.assertNothingLeft();
		}
	}

	private static void assertTellsTheLife(ClusterProcess cluster, SortedMap<Integer, Long> pids) {
		assertOneInfo(cluster, "Master process is running \\(pid " + cluster.pid() + "\\)");
		assertOneInfo(cluster, "Starting 2 workers");
		pids.forEach((index, pid) -> {
			String worker = "Worker " + index + " \\(pid " + pid + "\\) ";
			assertOneInfo(cluster, worker + "is listening on port " + cluster.port());
			assertOneInfo(cluster, worker + "is shutting down");
		});
	}

	private static void assertOneInfo(ClusterProcess cluster, String message) {
		assertThat(cluster.countLog(" INFO " + cluster.pid() + " .* : " + message))
			.as(() -> message + cluster.explain())
			.isEqualTo(1);
	}

	private static void assertEachLineNamesItsAuthor(List<String> lines, long master, Map<Integer, Long> workers) {
		Map<Long, String> names = new HashMap<>();
		workers.forEach((index, pid) -> names.put(pid, index.toString()));
		assertThat(lines).allSatisfy((line) -> {
			Matcher matcher = DEFAULT_LINE.matcher(line);
			assertThat(matcher.matches()).isTrue();
			long pid = Long.parseLong(matcher.group(2));
			assertThat(names.containsKey(pid) || pid == master).isTrue();
			assertThat(matcher.group(1)).isEqualTo(names.get(pid));
		});
		assertThat(lines).anyMatch((line) -> line.contains("[worker 0]"))
			.anyMatch((line) -> line.contains("[worker 1]"));
	}

	private static void assertEachHasItsOwnFile(Path logFile, long master, SortedMap<Integer, Long> pids)
			throws IOException {
		assertAuthors(logFile, master);
		assertAuthors(logFile.resolveSibling("shop.worker-0.log"), pids.get(0));
		assertAuthors(logFile.resolveSibling("shop.worker-1.log"), pids.get(1));
	}

	private static void assertAuthors(Path logFile, long pid) throws IOException {
		assertThat(Files.readAllLines(logFile)).isNotEmpty().allSatisfy((line) -> {
			Matcher matcher = DEFAULT_LINE.matcher(line);
			assertThat(matcher.matches()).isTrue();
			assertThat(matcher.group(2)).isEqualTo(Long.toString(pid));
		});
	}

	@Test
	void termWithAPatternOfItsOwnRefusesReadinessAndGoesOnAcceptingForThePreStopDelay() throws IOException {
		try (ClusterProcess cluster = SampleCluster.in(this.directory, 1)
			.arguments("--logging.pattern.console=OWN %p %m%n", "--cluster.pre-stop-delay=4s")
			.start()) {
			cluster.awaitActive(1);
			assertThat(cluster.get("/actuator/health/readiness").status()).isEqualTo(200);
			long start = System.nanoTime();
			cluster.signal("TERM");
			cluster.awaitLog("Worker 0 \\(pid \\d+\\) is shutting down", SOON);
			cluster.awaitThat("it is not ready any more", Duration.ofSeconds(3),
					() -> status(cluster, "/actuator/health/readiness") == 503);
			assertThat(status(cluster, "/whoami")).isEqualTo(200);
			assertThat(status(cluster, "/actuator/health/liveness")).isEqualTo(200);
			assertThat(Duration.ofNanos(System.nanoTime() - start)).as("for so long it accepted")
				.isLessThan(Duration.ofSeconds(4));
			assertThat(cluster.awaitExit(SOON)).as(cluster::explain).isZero();
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(4));
			assertThat(cluster.output().lines()).as(cluster::explain)
				.allMatch((line) -> line.matches("(\\[worker 0] )?OWN [A-Z]+ .*"))
				.anyMatch((line) -> line.startsWith("[worker 0] OWN INFO Started SampleApplication"))
				.anyMatch((line) -> line.startsWith("OWN INFO Worker 0 (pid "));
			cluster.assertNothingLeft();
		}
	}

	private static int status(ClusterProcess cluster, String path) {
		try {
			return cluster.get(path).status();
		}
		catch (IOException ex) {
			throw new AssertionError("No answer from " + path + " during the delay\n" + cluster.explain(), ex);
		}
	}

	@Test
	void logInJsonHasAFieldForTheWorker() {
		try (ClusterProcess cluster = SampleCluster.in(this.directory, 1)
			.arguments("--logging.structured.format.console=logstash")
			.start()) {
			cluster.awaitActive(1);
			cluster.signal("TERM");
			assertThat(cluster.awaitExit(SOON)).as(cluster::explain).isZero();
			JsonMapper mapper = new JsonMapper();
			List<JsonNode> lines = cluster.output().lines().map(mapper::readTree).toList();
			assertThat(lines).filteredOn((line) -> line.has("worker"))
				.hasSizeGreaterThan(3)
				.allMatch((line) -> line.path("worker").asInt(-1) == 0)
				.noneMatch((line) -> line.path("logger_name").asString("").startsWith("io.clusterboot.master"));
			assertThat(lines).filteredOn((line) -> !line.has("worker"))
				.hasSizeGreaterThan(3)
				.allMatch((line) -> line.path("logger_name").asString("").startsWith("io.clusterboot."));
		}
	}

}
