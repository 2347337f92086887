package io.clusterboot.sample;

import java.nio.file.Path;
import java.time.Duration;
import java.util.SortedMap;

import io.clusterboot.sample.harness.ClusterProcess;
import io.clusterboot.sample.harness.HttpLoad;
import io.clusterboot.sample.harness.RequestGate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that nothing outlives a master that was killed, and that two masters do not get
 * into each other's way.
 */
@Timeout(300)
class MasterDeathIntegrationTests {

	private static final Duration SOON = Duration.ofSeconds(40);

	@TempDir
	private Path directory;

	@Test
	void killOfTheMasterLetsWorkersDrainAndEnd() {
		try (ClusterProcess cluster = SampleCluster.in(this.directory.resolve("first"), 2).start()) {
			cluster.awaitActive(2);
			try (RequestGate gate = RequestGate.hold(cluster.port(), "/echo", 4, SOON)) {
				cluster.signal("KILL");
				assertThat(cluster.awaitExit(SOON)).isEqualTo(128 + 9);
				cluster.awaitThat("the workers have stopped listening", SOON, () -> !cluster.isListening());
				assertThat(cluster.others()).as(cluster::explain).isNotEmpty();
				assertThat(gate.release()).hasSize(4);
			}
			cluster.awaitThat("the workers have ended by themselves", SOON, () -> cluster.others().isEmpty());
			assertThatStaleRunDirectoryIsTakenOver(cluster);
		}
	}

	private void assertThatStaleRunDirectoryIsTakenOver(ClusterProcess dead) {
		try (ClusterProcess next = SampleCluster.in(this.directory.resolve("next"), 2)
			.runDirectory(dead.runDirectory())
			.port(dead.port())
			.start()) {
			assertThat(next.awaitActive(2)).containsOnlyKeys(0, 1);
			next.signal("TERM");
			assertThat(next.awaitExit(SOON)).as(next::explain).isZero();
			next.assertNothingLeft();
		}
	}

	@Test
	void secondMasterOnTheSamePortEndsAndTheFirstServesOn() {
		try (ClusterProcess first = SampleCluster.in(this.directory.resolve("first"), 2).start()) {
			assertSecondEndsAndFirstServesOn(first,
					SampleCluster.in(this.directory.resolve("second"), 2).port(first.port()),
					Integer.toString(first.port()));
		}
	}

	@Test
	void secondMasterOnTheSameRunDirectoryEndsAndTheFirstServesOn() {
		try (ClusterProcess first = SampleCluster.in(this.directory.resolve("first"), 2).start()) {
			assertSecondEndsAndFirstServesOn(first,
					SampleCluster.in(this.directory.resolve("second"), 2).runDirectory(first.runDirectory()),
					first.runDirectory().toString());
		}
	}

	private static void assertSecondEndsAndFirstServesOn(ClusterProcess first, ClusterProcess.Builder builder,
			String reason) {
		SortedMap<Integer, Long> pids = first.awaitActive(2);
		try (HttpLoad load = HttpLoad.on(first.port())
			.keepAlive(4)
			.connectionPerRequest(4)
			.pause(Duration.ofMillis(5))
			.start()) {
			load.awaitAnswers(100, SOON);
			try (ClusterProcess second = builder.start()) {
				assertThat(second.awaitExit(SOON)).as(second::explain).isEqualTo(1);
				assertThat(second.output()).contains(reason);
				assertThat(second.others()).isEmpty();
			}
			load.awaitAnswers(100, SOON);
			HttpLoad.Report report = load.stop();
			assertThat(report.failed()).as(report::toString).isZero();
		}
		assertThat(first.awaitActive(2)).isEqualTo(pids);
		first.signal("TERM");
		assertThat(first.awaitExit(SOON)).as(first::explain).isZero();
		first.assertNothingLeft();
	}

}
