package io.clusterboot.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SortedMap;

import io.clusterboot.sample.harness.ClusterProcess;
import io.clusterboot.sample.harness.ClusterView;
import io.clusterboot.sample.harness.HttpLoad;
import io.clusterboot.sample.harness.HttpResponse;
import io.clusterboot.sample.harness.WorkerConnections;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a worker which lives but does not get on is replaced in time, that it is
 * written down what it did, and that a worker which is only slow is left alone.
 */
@Timeout(300)
class HangIntegrationTests {

	private static final String JDKS = "io.clusterboot.sample.harness.Jdks#named";

	private static final Duration SOON = Duration.ofSeconds(40);

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final Duration REPLACED = TIMEOUT.plusSeconds(10);

	private static final int WORKERS = 3;

	private static final int THREADS = 2;

	@TempDir
	private Path directory;

	@ParameterizedTest
	@MethodSource(JDKS)
	void workerThatHangsIsReplacedInTimeAndLeavesItsStacks(Path jdk) throws IOException {
		try (ClusterProcess cluster = cluster(jdk)) {
			cluster.awaitActive(WORKERS);
			JsonNode deadlocked = replaced(cluster, 0, THREADS, "/chaos/deadlock");
			assertThat(deadlocked.path("cause").asString()).contains("finished nothing with its request threads");
			assertThat(dump(deadlocked)).contains("io.clusterboot.sample.ChaosController.lock(");
			JsonNode spinning = replaced(cluster, 1, THREADS, "/chaos/spin?seconds=300");
			assertThat(spinning.path("cause").asString()).contains("finished nothing with its request threads");
			assertThat(dump(spinning)).contains("io.clusterboot.sample.BusyLoop.run(");
			JsonNode stopped = replacedAfterStop(cluster, 2);
			assertThat(stopped.path("cause").asString()).contains("gave no sign of life for 5s");
			assertThat(stopped.path("dump").isNull()).as(stopped::toString).isTrue();
			JsonNode collecting = replacedWhenFull(cluster, 0);
			assertThat(collecting.path("cause").asString()).contains("did hardly anything but collect garbage");
			cluster.signal("TERM");
			assertThat(cluster.awaitExit(SOON)).as(cluster::explain).isZero();
			cluster.assertNothingLeft();
		}
	}

	/**
	 * Have some request threads of a worker do something that does not end.
	 */
	private static JsonNode replaced(ClusterProcess cluster, int index, int threads, String path) {
		try (WorkerConnections connections = WorkerConnections.open(cluster.port(), index, threads, SOON)) {
			return replaced(cluster, index, path, () -> connections.send("POST", path));
		}
	}

	/**
	 * It takes some time to fill a heap, and that is no hang yet.
	 */
	private static JsonNode replacedWhenFull(ClusterProcess cluster, int index) {
		try (WorkerConnections connections = WorkerConnections.open(cluster.port(), index, 1, SOON)) {
			return replaced(cluster, index, "/chaos/hoard", () -> {
				connections.send("POST", "/chaos/hoard?seconds=300");
				cluster.awaitLog("The heap is full", SOON);
			});
		}
	}

	private static JsonNode replacedAfterStop(ClusterProcess cluster, int index) {
		long pid = cluster.status().worker(index).orElseThrow().pid();
		return replaced(cluster, index, "SIGSTOP", () -> cluster.signal(pid, "STOP"));
	}

	/**
	 * Only the log is asked: any worker could be the one that has to answer for the
	 * cluster, also the one that does not.
	 */
	private static JsonNode replaced(ClusterProcess cluster, int index, String what, Runnable hang) {
		SortedMap<Integer, Long> before = cluster.awaitActive(WORKERS);
		long victim = before.get(index);
		hang.run();
		long start = System.nanoTime();
		cluster.awaitLog("(?s)Worker " + index + " \\(pid " + victim + "\\) is listening.*Worker " + index
				+ " \\(pid (?!" + victim + "\\))\\d+\\) is listening", SOON);
		Duration time = Duration.ofNanos(System.nanoTime() - start);
		System.out.println("Worker " + index + " replaced " + time.toMillis() + " ms after " + what
				+ " (cluster.heartbeat-timeout=" + TIMEOUT.toSeconds() + "s)");
		assertThat(time).as(cluster::explain).isBetween(TIMEOUT.minusSeconds(1), REPLACED);
		SortedMap<Integer, Long> after = cluster.awaitActive(WORKERS);
		assertThat(after.remove(index)).isNotEqualTo(before.remove(index));
		assertThat(after).isEqualTo(before);
		return lastIncident(cluster, victim);
	}

	private static JsonNode lastIncident(ClusterProcess cluster, long victim) {
		JsonNode incidents = cluster.status().json().path("incidents");
		JsonNode last = incidents.get(incidents.size() - 1);
		assertThat(last.path("pid").asLong()).as(incidents::toString).isEqualTo(victim);
		return last;
	}

	private static String dump(JsonNode incident) throws IOException {
		return Files.readString(Path.of(incident.path("dump").asString()));
	}

	@ParameterizedTest
	@MethodSource(JDKS)
	void workerThatGetsOnIsLeftAlone(Path jdk) {
		try (ClusterProcess cluster = cluster(jdk)) {
			SortedMap<Integer, Long> pids = cluster.awaitActive(WORKERS);
			keepBusyWithLongRequests(cluster, 0);
			pause(cluster, 1);
			suspendMaster(cluster);
			serve(cluster, Duration.ofSeconds(2));
			assertThat(cluster.awaitActive(WORKERS)).as(cluster::explain).isEqualTo(pids);
			ClusterView status = cluster.status();
			assertThat(status.json().path("incidents").size()).as(status::toString).isZero();
		}
	}

	/**
	 * For three timeouts without a gap no request thread is free, but now and then one
	 * finishes something.
	 */
	private static void keepBusyWithLongRequests(ClusterProcess cluster, int index) {
		int requests = 5 * THREADS;
		try (WorkerConnections connections = WorkerConnections.open(cluster.port(), index, requests, SOON)) {
			long start = System.nanoTime();
			connections.send("GET", "/work?ms=3000");
			assertThat(connections.receive()).extracting(HttpResponse::status).containsOnly(200);
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(TIMEOUT.multipliedBy(3));
		}
	}

	/**
	 * The request spans the pause, so its answer says that it is over.
	 */
	private static void pause(ClusterProcess cluster, int index) {
		try (WorkerConnections connections = WorkerConnections.open(cluster.port(), index, 1, SOON)) {
			long start = System.nanoTime();
			connections.send("POST", "/chaos/suspend?seconds=3");
			assertThat(connections.receive()).extracting(HttpResponse::status).containsOnly(202);
			connections.send("GET", "/work?ms=1000");
			assertThat(connections.receive()).extracting(HttpResponse::status).containsOnly(200);
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
		}
	}

	private static void suspendMaster(ClusterProcess cluster) {
		cluster.signal("STOP");
		try {
			serve(cluster, TIMEOUT.plusSeconds(2));
		}
		finally {
			cluster.signal("CONT");
		}
	}

	/**
	 * Nobody is waited for: how long the load lasts is what is tested.
	 */
	private static void serve(ClusterProcess cluster, Duration duration) {
		try (HttpLoad load = HttpLoad.on(cluster.port())
			.connectionPerRequest(4)
			.pause(Duration.ofMillis(10))
			.maxDuration(duration)
			.start()) {
			HttpLoad.Report report = load.awaitEnd(SOON);
			assertThat(report.failed()).as(report::toString).isZero();
			assertThat(report.perWorker()).as(report::toString).hasSize(WORKERS);
		}
	}

	private ClusterProcess cluster(Path jdk) {
		return SampleCluster.in(this.directory, WORKERS)
			.jdk(jdk)
			.jvmOptions("-Xmx64m")
			.arguments("--spring.profiles.active=chaos", "--server.tomcat.threads.max=" + THREADS,
					"--server.tomcat.threads.min-spare=" + THREADS, "--cluster.heartbeat-interval=250ms",
					"--cluster.heartbeat-timeout=" + TIMEOUT.toSeconds() + "s", "--cluster.restart.stable-after=5s",
					"--cluster.restart.backoff=50ms")
			.start();
	}

}
