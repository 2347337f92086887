package io.clusterboot.sample;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Consumer;

import io.clusterboot.sample.harness.ClusterProcess;
import io.clusterboot.sample.harness.HttpLoad;
import io.clusterboot.sample.harness.Jdks;
import io.clusterboot.sample.harness.Outcome;
import io.clusterboot.sample.harness.RequestGate;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a cluster, and a worker of it, stops without losing a request.
 */
@Timeout(600)
class StopIntegrationTests {

	private static final String JDKS = "io.clusterboot.sample.harness.Jdks#named";

	private static final Duration SOON = Duration.ofSeconds(30);

	private static final int CLIENTS = 16;

	private static final int ROUNDS = 10;

	/*
	 * What differs between JDKs shows in fewer.
	 */
	private static final int ROUNDS_ON_OTHER_JDKS = 4;

	@TempDir
	private Path directory;

	@ParameterizedTest
	@MethodSource(JDKS)
	void termWhenRequestsAreInFlightAnswersThemAndLeavesNothing(Path jdk) {
		stopUnderLoad(jdk, (cluster) -> cluster.signal("TERM"));
	}

	/**
	 * As systemd does by default.
	 */
	@Test
	void termOfAllProcessesAtOnceAnswersRequestsAndLeavesNothing() {
		stopUnderLoad(Jdks.home(), (cluster) -> {
			List<Long> everybody = new ArrayList<>(cluster.workerPids().values());
			everybody.add(cluster.pid());
			cluster.signal(everybody, "TERM");
		});
	}

	@ParameterizedTest
	@MethodSource(JDKS)
	void intWhenRequestsAreInFlightAnswersThemAndLeavesNothing(Path jdk) {
		stopUnderLoad(jdk, (cluster) -> cluster.signal("INT"));
	}

	private void stopUnderLoad(Path jdk, Consumer<ClusterProcess> stop) {
		try (ClusterProcess cluster = SampleCluster.in(this.directory, 2).jdk(jdk).start()) {
			cluster.awaitActive(2);
			try (HttpLoad load = HttpLoad.on(cluster.port()).keepAlive(CLIENTS).connectionPerRequest(CLIENTS).start();
					RequestGate gate = RequestGate.hold(cluster.port(), "/echo", 4, SOON)) {
				load.awaitAnswers(1000, SOON);
				stop.accept(cluster);
				cluster.awaitLog("Worker \\d+ \\(pid \\d+\\) is shutting down", SOON);
				assertThat(cluster.isAlive()).as(cluster::explain).isTrue();
				assertThat(gate.release()).hasSize(4);
				assertThat(cluster.awaitExit(SOON)).as(cluster::explain).isZero();
				HttpLoad.Report report = load.stop();
				assertEveryAcceptedRequestAnswered(report, cluster);
			}
			cluster.assertNothingLeft();
		}
	}

	/**
	 * Who connects is answered or refused: what is in the queue of the listening socket
	 * is accepted before the last worker lets go of it.
	 */
	private static void assertEveryAcceptedRequestAnswered(HttpLoad.Report report, ClusterProcess cluster) {
		assertThat(report.lostAccepted()).as(() -> report + "\n" + cluster.explain()).isZero();
		assertThat(report.count(Outcome.BAD_STATUS)).as(report::toString).isZero();
		assertThat(report.count(Outcome.BAD_BODY)).as(report::toString).isZero();
		assertThat(report.count(Outcome.CONNECT_FAILED)).as(report::toString).isZero();
		assertThat(report.perhapsNeverAccepted()).as(report::toString).isZero();
		assertThat(report.refused()).as(report::toString).isPositive();
	}

	@ParameterizedTest
	@MethodSource(JDKS)
	void secondTermWhenARequestIsHeldEndsAtOnce(Path jdk) {
		try (ClusterProcess cluster = SampleCluster.in(this.directory, 2).jdk(jdk).start()) {
			cluster.awaitActive(2);
			try (RequestGate gate = RequestGate.hold(cluster.port(), "/echo", 1, SOON)) {
				assertThat(gate.held()).isEqualTo(1);
				cluster.signal("TERM");
				cluster.awaitLog("Worker \\d+ \\(pid \\d+\\) is shutting down", SOON);
				assertThat(cluster.isAlive()).as(cluster::explain).isTrue();
				cluster.signal("TERM");
				assertThat(cluster.awaitExit(Duration.ofSeconds(3))).as(cluster::explain).isZero();
			}
			cluster.assertNothingLeft();
		}
	}

	@ParameterizedTest
	@MethodSource(JDKS)
	void termOfWorkersInTurnWhenUnderLoadLosesNothing(Path jdk) {
		try (ClusterProcess cluster = SampleCluster.in(this.directory, 2).jdk(jdk).start()) {
			SortedMap<Integer, Long> pids = cluster.awaitActive(2);
			try (HttpLoad load = HttpLoad.on(cluster.port())
				.keepAlive(CLIENTS)
				.connectionPerRequest(CLIENTS)
				.pause(Duration.ofMillis(40))
				.start()) {
				load.awaitAnswers(500, SOON);
				int rounds = Integer.getInteger("end.rounds", jdk.equals(Jdks.home()) ? ROUNDS : ROUNDS_ON_OTHER_JDKS);
				for (int round = 0; round < rounds; round++) {
					int index = round % 2;
					long predecessor = pids.get(index);
					cluster.signal(predecessor, "TERM");
					pids.put(index, cluster.awaitSuccessor(index, predecessor, Duration.ofSeconds(90)));
					load.awaitAnswers(100, SOON);
				}
				HttpLoad.Report report = load.stop();
				assertThat(report.lost()).as(() -> report + "\n" + cluster.explain()).isZero();
				assertThat(report.failed()).as(report::toString).isZero();
			}
			cluster.signal("TERM");
			assertThat(cluster.awaitExit(SOON)).as(cluster::explain).isZero();
			cluster.assertNothingLeft();
		}
	}

}
