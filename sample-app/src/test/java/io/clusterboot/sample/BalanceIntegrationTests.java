package io.clusterboot.sample;

import java.nio.file.Path;
import java.time.Duration;

import io.clusterboot.sample.harness.ClusterProcess;
import io.clusterboot.sample.harness.HttpLoad;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that connections are spread over the workers.
 */
@Timeout(300)
class BalanceIntegrationTests {

	@TempDir
	private Path directory;

	@Test
	void connectionsWhenWorkersAreBusyAreSpreadEvenly() {
		try (ClusterProcess cluster = SampleCluster.in(this.directory, 8).start()) {
			cluster.awaitActive(8);
			warmUp(cluster, 32);
			try (HttpLoad load = HttpLoad.on(cluster.port())
				.connectionPerRequest(32)
				.maxDuration(Duration.ofSeconds(10))
				.start()) {
				HttpLoad.Report report = load.awaitEnd(Duration.ofSeconds(60));
				assertThat(report.failed()).as(report::toString).isZero();
				assertThat(report.perWorker()).as(report::toString).containsOnlyKeys(0, 1, 2, 3, 4, 5, 6, 7);
				assertThat(report.busiestToLeast()).as(report::toString).isLessThanOrEqualTo(1.4);
			}
		}
	}

	@Test
	void connectionsWhenWorkersAreIdleTakeTurns() {
		try (ClusterProcess cluster = SampleCluster.in(this.directory, 4).start()) {
			cluster.awaitActive(4);
			warmUp(cluster, 8);
			try (HttpLoad load = HttpLoad.on(cluster.port()).connectionPerRequest(1).requestsPerClient(300).start()) {
				HttpLoad.Report report = load.awaitEnd(Duration.ofSeconds(60));
				assertThat(report.ok()).as(report::toString).isEqualTo(300);
				assertThat(report.perWorker()).as(report::toString).containsOnlyKeys(0, 1, 2, 3);
				assertThat(report.perWorker().values()).as(report::toString)
					.allSatisfy((count) -> assertThat(count).isBetween(45L, 105L));
			}
		}
	}

	/**
	 * The first request of a worker initializes much, and is no measure of its share.
	 */
	private static void warmUp(ClusterProcess cluster, int clients) {
		try (HttpLoad load = HttpLoad.on(cluster.port()).connectionPerRequest(clients).requestsPerClient(50).start()) {
			HttpLoad.Report report = load.awaitEnd(Duration.ofSeconds(60));
			assertThat(report.failed()).as(report::toString).isZero();
		}
	}

}
