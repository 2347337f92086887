package io.clusterboot.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.stream.Stream;

import io.clusterboot.sample.harness.ClusterProcess;
import io.clusterboot.sample.harness.ClusterView;
import io.clusterboot.sample.harness.HttpLoad;
import io.clusterboot.sample.harness.RequestGate;
import io.clusterboot.sample.harness.WorkerView;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a worker that fails in whatever way is replaced, that the log tells why, and
 * that the others serve on.
 */
@Timeout(300)
class FailureIntegrationTests {

	private static final String JDKS = "io.clusterboot.sample.harness.Jdks#named";

	private static final Duration SOON = Duration.ofSeconds(40);

	private static final Duration RESPAWN = Duration.ofSeconds(90);

	@TempDir
	private Path directory;

	@ParameterizedTest
	@MethodSource(JDKS)
	void endOfAJvmSaysWhyAndIsMadeUpFor(Path jdk) throws IOException {
		try (ClusterProcess cluster = SampleCluster.in(this.directory, 2)
			.jdk(jdk)
			.jvmOptions("-Xmx96m", "-XX:-CreateCoredumpOnCrash")
			.arguments("--spring.profiles.active=chaos", "--cluster.restart.max-failures=10",
					"--cluster.restart.backoff=50ms")
			.start()) {
			cluster.awaitActive(2);
			WorkerView exhausted = assertReplacedAfter(cluster, "/chaos/oom");
			assertThat(exhausted.lastExit()).contains("OutOfMemoryError");
			WorkerView crashed = assertReplacedAfter(cluster, "/chaos/crash");
			assertThat(crashed.lastExit()).contains("the JVM crashed");
			assertCrashReportExists(crashed);
			cluster.signal("TERM");
			assertThat(cluster.awaitExit(SOON)).as(cluster::explain).isZero();
			cluster.assertNothingLeft();
		}
	}

	/**
	 * The worker that happens to answer ends, and no other; it is followed by one of the
	 * same index, and the log says what the status says.
	 */
	private static WorkerView assertReplacedAfter(ClusterProcess cluster, String path) throws IOException {
		SortedMap<Integer, Long> before = cluster.awaitActive(2);
		int incidents = cluster.status().json().path("incidents").size();
		try {
			cluster.post(path);
		}
		catch (IOException ex) {
			// The worker that was to answer is gone
		}
		cluster.awaitThat("an incident is known", SOON,
				() -> cluster.status().json().path("incidents").size() > incidents);
		int index = cluster.status().json().path("incidents").get(incidents).path("index").asInt();
		long victim = before.get(index);
		cluster.awaitSuccessor(index, victim, RESPAWN);
		SortedMap<Integer, Long> after = cluster.awaitActive(2);
		assertThat(after.get(1 - index)).as(cluster::explain).isEqualTo(before.get(1 - index));
		WorkerView successor = cluster.status().worker(index).orElseThrow();
		assertThat(successor.restarts()).isPositive();
		assertThat(successor.lastExit()).isNotNull();
		assertThat(cluster.output())
			.contains("Worker " + index + " (pid " + victim + "): " + successor.lastExit() + "; it is started again");
		return successor;
	}

	private void assertCrashReportExists(WorkerView successor) throws IOException {
		String lastExit = String.valueOf(successor.lastExit());
		Path report = Path.of(lastExit.replaceFirst(".*, see ", ""));
		assertThat(report).isRegularFile().hasParent(this.directory.resolve("work").toRealPath());
		assertThat(report.getFileName().toString()).matches("hs_err_pid\\d+\\.log");
		Files.delete(report);
	}

	@ParameterizedTest
	@MethodSource(JDKS)
	void failingStartWhenGivingUpMeansExitSaysWhyAndEndsInOrder(Path jdk) {
		try (ClusterProcess cluster = failingWorker(jdk, "exit").start()) {
			long served = cluster.awaitActive(1).get(0);
			try (RequestGate gate = RequestGate.hold(cluster.port(), "/echo", 2, SOON)) {
				cluster.awaitLog("The cluster gives up", RESPAWN);
				cluster.awaitLog("Worker 0 \\(pid " + served + "\\) is shutting down", SOON);
				assertThat(gate.release()).hasSize(2);
			}
			assertThat(cluster.awaitExit(SOON)).as(cluster::explain).isEqualTo(3);
			assertSaysWhy(cluster);
			assertThat(cluster.countLog("Worker 1 \\(pid \\d+\\) is starting")).isEqualTo(2);
			assertThat(cluster.output()).contains("cluster.restart.max-failures", "cluster.restart.on-give-up");
			cluster.assertNothingLeft();
		}
	}

	@ParameterizedTest
	@MethodSource(JDKS)
	void failingStartWhenGivingUpMeansDegradeLeavesTheOthersServing(Path jdk) {
		try (ClusterProcess cluster = failingWorker(jdk, "degrade").start()) {
			long served = cluster.awaitActive(1).get(0);
			cluster.awaitLog("Worker 1 \\(pid \\d+\\).*no database", 2, RESPAWN);
			cluster.awaitThat("the cluster says that it is degraded", SOON,
					() -> "DEGRADED".equals(cluster.status().state()));
			assertSaysWhy(cluster);
			assertServes(cluster, 0);
			assertThat(cluster.awaitActive(1)).isEqualTo(Map.of(0, served));
			assertThat(cluster.status().wanted()).isEqualTo(2);
			cluster.signal("TERM");
			assertThat(cluster.awaitExit(SOON)).as(cluster::explain).isZero();
			cluster.assertNothingLeft();
		}
	}

	private ClusterProcess.Builder failingWorker(Path jdk, String onGiveUp) {
		return SampleCluster.in(this.directory, 2)
			.jdk(jdk)
			.arguments("--sample.chaos.fail-start=no database", "--sample.chaos.only-index=1",
					"--cluster.restart.max-failures=2", "--cluster.restart.backoff=50ms",
					"--cluster.restart.on-give-up=" + onGiveUp);
	}

	/**
	 * In a line of the master, which names no worker as its author.
	 */
	private static void assertSaysWhy(ClusterProcess cluster) {
		Matcher line = cluster.awaitLog("(?m)^.*Worker 1 \\(pid \\d+\\).*no database.*$", SOON);
		assertThat(line.group()).contains(" " + cluster.pid() + " ").doesNotContain("[worker ");
	}

	private static void assertServes(ClusterProcess cluster, int index) {
		try (HttpLoad load = HttpLoad.on(cluster.port()).connectionPerRequest(2).requestsPerClient(20).start()) {
			HttpLoad.Report report = load.awaitEnd(SOON);
			assertThat(report.failed()).as(report::toString).isZero();
			assertThat(report.perWorker()).as(report::toString).containsOnlyKeys(index);
		}
	}

	@ParameterizedTest
	@MethodSource(JDKS)
	void startThatTakesTooLongIsEndedAndNamesTheProperty(Path jdk) throws IOException {
		try (ClusterProcess cluster = SampleCluster.in(this.directory, 2)
			.jdk(jdk)
			.arguments("--sample.chaos.slow-start=60s", "--cluster.start-timeout=2s",
					"--cluster.restart.max-failures=2", "--cluster.restart.backoff=50ms")
			.start()) {
			assertThat(cluster.awaitExit(SOON)).as(cluster::explain).isEqualTo(3);
			assertThat(cluster.countLog("Worker 0 \\(pid \\d+\\) was not ready within 2s \\(cluster.start-timeout\\)"))
				.as(cluster::explain)
				.isEqualTo(2);
			// why: it waits for the first, which may have to prepare something for all
			assertThat(cluster.countLog("Worker 1 ")).as(cluster::explain).isZero();
			assertDumpsTellWhatItDid(cluster);
			cluster.assertNothingLeft();
		}
	}

	/*
	 * They stay when the cluster gives up, for whoever has to find out why.
	 */
	private static void assertDumpsTellWhatItDid(ClusterProcess cluster) throws IOException {
		Path directory = cluster.runDirectory().resolve("dumps");
		try (Stream<Path> dumps = Files.list(directory)) {
			assertThat(dumps).as(cluster::explain)
				.hasSize(2)
				.allSatisfy((dump) -> assertThat(dump).content().contains("Full thread dump", "\"main\""))
				.allSatisfy(Files::delete);
		}
		Files.delete(directory);
	}

	@ParameterizedTest
	@MethodSource(JDKS)
	void suspensionOfAWorkerEndsItAndSuspensionOfTheMasterNobody(Path jdk) {
		try (ClusterProcess cluster = SampleCluster.in(this.directory, 2)
			.jdk(jdk)
			.arguments("--cluster.heartbeat-interval=200ms", "--cluster.heartbeat-timeout=2s")
			.start()) {
			SortedMap<Integer, Long> pids = cluster.awaitActive(2);
			long suspended = pids.get(0);
			cluster.signal(suspended, "STOP");
			cluster.awaitLog(
					"Worker 0 \\(pid " + suspended + "\\) gave no sign of life for 2s \\(cluster.heartbeat-timeout\\)",
					SOON);
			cluster.awaitLog("Worker 0 \\(pid (?!" + suspended + "\\))\\d+\\) is listening", RESPAWN);
			SortedMap<Integer, Long> after = cluster.awaitActive(2, RESPAWN);
			assertThat(after.get(0)).isNotEqualTo(suspended);
			assertThat(after.get(1)).isEqualTo(pids.get(1));
			suspendMasterUnderLoad(cluster, Duration.ofSeconds(4));
			assertThat(cluster.awaitActive(2)).as(cluster::explain).isEqualTo(after);
			ClusterView status = cluster.status();
			assertThat(status.json().path("incidents").size()).as(status::toString).isEqualTo(1);
			cluster.signal("TERM");
			assertThat(cluster.awaitExit(SOON)).as(cluster::explain).isZero();
			cluster.assertNothingLeft();
		}
	}

	/**
	 * Nobody is waited for: the load itself lasts as long as the suspension.
	 */
	private static void suspendMasterUnderLoad(ClusterProcess cluster, Duration duration) {
		cluster.signal("STOP");
		try (HttpLoad load = HttpLoad.on(cluster.port())
			.keepAlive(4)
			.connectionPerRequest(4)
			.pause(Duration.ofMillis(10))
			.maxDuration(duration)
			.start()) {
			HttpLoad.Report report = load.awaitEnd(SOON);
			assertThat(report.failed()).as(report::toString).isZero();
			assertThat(report.ok()).as(report::toString).isPositive();
		}
		finally {
			cluster.signal("CONT");
		}
		// why: heartbeats that waited for the master are taken before deadlines are
		// enforced, and its next round is a second away at most
		try (HttpLoad load = HttpLoad.on(cluster.port())
			.keepAlive(2)
			.pause(Duration.ofMillis(10))
			.maxDuration(Duration.ofSeconds(3))
			.start()) {
			HttpLoad.Report report = load.awaitEnd(SOON);
			assertThat(report.failed()).as(report::toString).isZero();
		}
	}

	@ParameterizedTest
	@MethodSource(JDKS)
	void termWhenARequestDoesNotEndIsOverWithTheDrainTimeout(Path jdk) {
		try (ClusterProcess cluster = SampleCluster.in(this.directory, 2)
			.jdk(jdk)
			.arguments("--cluster.drain-timeout=2s")
			.start()) {
			cluster.awaitActive(2);
			try (RequestGate gate = RequestGate.hold(cluster.port(), "/echo", 1, SOON)) {
				long start = System.nanoTime();
				cluster.signal("TERM");
				assertThat(cluster.awaitExit(SOON)).as(cluster::explain).isZero();
				assertThat(gate.held()).isEqualTo(1);
				assertThat(Duration.ofNanos(System.nanoTime() - start)).as(cluster::explain)
					.isBetween(Duration.ofMillis(1500), Duration.ofSeconds(4));
			}
			assertThat(cluster.countLog("1 connections? (is|are) still open .*cluster.drain-timeout=2s"))
				.as(cluster::explain)
				.isEqualTo(1);
			assertThat(cluster.countLog("had not finished within 2s \\(cluster.drain-timeout.*it is killed"))
				.as(cluster::explain)
				.isEqualTo(1);
			cluster.assertNothingLeft();
		}
	}

}
