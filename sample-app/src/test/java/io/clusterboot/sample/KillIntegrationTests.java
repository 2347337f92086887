package io.clusterboot.sample;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

import io.clusterboot.sample.harness.ClusterProcess;
import io.clusterboot.sample.harness.HttpLoad;
import io.clusterboot.sample.harness.Jdks;
import io.clusterboot.sample.harness.HttpResponse;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a worker that is killed takes nothing with it but what it was doing, and is
 * replaced.
 */
@Timeout(900)
class KillIntegrationTests {

	private static final String JDKS = "io.clusterboot.sample.harness.Jdks#named";

	private static final Duration SOON = Duration.ofSeconds(30);

	private static final Duration RESPAWN = Duration.ofSeconds(90);

	private static final int CLIENTS = 8;

	private static final int ROUNDS = 9;

	/*
	 * What differs between JDKs shows in fewer.
	 */
	private static final int ROUNDS_ON_OTHER_JDKS = 6;

	@TempDir
	private Path directory;

	@ParameterizedTest
	@MethodSource(JDKS)
	void killOfAWorkerLosesOnlyWhatItHadInFlight(Path jdk) {
		try (ClusterProcess cluster = SampleCluster.in(this.directory, 2).jdk(jdk).start()) {
			long victim = cluster.awaitActive(2).get(0);
			try (HttpLoad load = HttpLoad.on(cluster.port())
				.path("/work?ms=20")
				.keepAlive(CLIENTS)
				.connectionPerRequest(CLIENTS)
				.start()) {
				load.awaitAnswers(500, SOON);
				int inFlight = load.keptConnections(0) + CLIENTS;
				cluster.signal(victim, "KILL");
				long successor = cluster.awaitSuccessor(0, victim, RESPAWN);
				assertThat(successor).isNotEqualTo(victim);
				load.awaitAnswers(200, SOON);
				HttpLoad.Report report = load.stop();
				assertThat(report.lost()).as(() -> report + "\n" + cluster.explain()).isLessThanOrEqualTo(inFlight);
				assertThat(report.refused()).as(report::toString).isZero();
				assertThat(report.failed()).as(report::toString).isEqualTo(report.lost());
				assertThat(report.failures()).as(report::toString)
					.allSatisfy((failure) -> assertThat(failure.worker()).isIn(0, HttpResponse.UNKNOWN_WORKER));
			}
		}
	}

	@ParameterizedTest
	@MethodSource(JDKS)
	void killOfAllWorkersLeavesNobodyRefused(Path jdk) {
		try (ClusterProcess cluster = SampleCluster.in(this.directory, 2).jdk(jdk).start()) {
			SortedMap<Integer, Long> pids = cluster.awaitActive(2);
			try (HttpLoad load = HttpLoad.on(cluster.port())
				.keepAlive(CLIENTS)
				.connectionPerRequest(CLIENTS)
				.requestTimeout(RESPAWN)
				.start()) {
				load.awaitAnswers(500, SOON);
				cluster.signal(pids.values(), "KILL");
				cluster.awaitThat("all workers are dead", SOON,
						() -> cluster.descendants()
							.stream()
							.filter(ProcessHandle::isAlive)
							.noneMatch((handle) -> pids.containsValue(handle.pid())));
				assertConnectionsInTheGapAnswered(cluster);
				SortedMap<Integer, Long> successors = cluster.awaitActive(2, RESPAWN);
				assertThat(successors.values()).doesNotContainAnyElementsOf(pids.values());
				HttpLoad.Report report = load.stop();
				assertThat(report.lost()).as(report::toString).isLessThanOrEqualTo(2 * CLIENTS);
				assertThat(report.refused()).as(report::toString).isZero();
				assertThat(report.failed()).as(report::toString).isEqualTo(report.lost());
			}
		}
	}

	private static void assertConnectionsInTheGapAnswered(ClusterProcess cluster) {
		try (HttpLoad gap = HttpLoad.on(cluster.port())
			.connectionPerRequest(CLIENTS)
			.requestsPerClient(1)
			.requestTimeout(RESPAWN)
			.start()) {
			HttpLoad.Report report = gap.awaitEnd(RESPAWN);
			assertThat(report.refused()).as(report::toString).isZero();
			assertThat(report.ok()).as(report::toString).isEqualTo(CLIENTS);
		}
	}

	@ParameterizedTest
	@MethodSource(JDKS)
	void killAgainAndAgainLeavesTheMasterAsItWas(Path jdk) {
		// why a heap that is touched from the start: what grows then is not garbage
		try (ClusterProcess cluster = SampleCluster.in(this.directory, 2)
			.jdk(jdk)
			.jvmOptions("-Xms96m", "-Xmx96m", "-XX:+UseSerialGC", "-XX:+AlwaysPreTouch")
			.start()) {
			SortedMap<Integer, Long> pids = cluster.awaitActive(2);
			List<Long> openFiles = new ArrayList<>();
			List<Long> memory = new ArrayList<>();
			int rounds = Integer.getInteger("end.rounds", jdk.equals(Jdks.home()) ? ROUNDS : ROUNDS_ON_OTHER_JDKS);
			for (int round = 0; round < rounds; round++) {
				int index = round % 2;
				long victim = pids.get(index);
				cluster.signal(victim, "KILL");
				pids.put(index, cluster.awaitSuccessor(index, victim, RESPAWN));
				cluster.awaitThat("there are no zombies", SOON, () -> cluster.zombies().isEmpty());
				openFiles.add((long) cluster.openFiles());
				memory.add(cluster.pssKb(cluster.pid()));
			}
			assertThat(medianOfLastThird(openFiles)).as("open files %s", openFiles)
				.isLessThanOrEqualTo(medianOfFirstThird(openFiles));
			assertThat((double) medianOfLastThird(memory)).as("PSS in kB %s", memory)
				.isLessThanOrEqualTo(medianOfFirstThird(memory) * 1.1);
			cluster.signal("TERM");
			assertThat(cluster.awaitExit(SOON)).as(cluster::explain).isZero();
			cluster.assertNothingLeft();
		}
	}

	private static long medianOfFirstThird(List<Long> samples) {
		return median(samples.subList(0, samples.size() / 3));
	}

	private static long medianOfLastThird(List<Long> samples) {
		return median(samples.subList(samples.size() - samples.size() / 3, samples.size()));
	}

	private static long median(List<Long> samples) {
		return samples.stream().sorted().skip(samples.size() / 2).findFirst().orElseThrow();
	}

}
