package io.clusterboot.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.SortedMap;

import io.clusterboot.sample.harness.ClusterProcess;
import io.clusterboot.sample.harness.ClusterView;
import io.clusterboot.sample.harness.HttpLoad;
import io.clusterboot.sample.harness.JarEdit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a version that is no good is rolled back, and that nobody but the log and
 * who asked for the reload notices.
 */
@Timeout(900)
class ReloadFailureIntegrationTests {

	private static final Duration SOON = Duration.ofSeconds(40);

	private static final Duration RESPAWN = Duration.ofSeconds(90);

	private static final int CLIENTS = 4;

	private static final Duration PAUSE = Duration.ofMillis(50);

	@TempDir
	private Path directory;

	@Test
	void versionThatIsNoGoodIsRolledBackAndTheNextOneServes() throws IOException {
		// why 30s: the good ones have to be faster on a busy machine, too
		try (ClusterProcess cluster = SampleCluster.reloadable(this.directory, 2, Duration.ofSeconds(5))
			.arguments("--cluster.start-timeout=30s")
			.start()) {
			SortedMap<Integer, Long> pids = cluster.awaitActive(2);
			try (HttpLoad load = load(cluster)) {
				assertRolledBack(cluster, SampleCluster.version("2").property("sample.chaos.fail-start", "no database"),
						"failed to start: java.lang.IllegalStateException: no database");
				assertRolledBack(cluster, SampleCluster.version("2").property("sample.chaos.never-ready", "true"),
						"cluster.start-timeout");
				assertRolledBack(cluster, SampleCluster.version("2").property("sample.chaos.die-after", "3s"),
						"exit code 1");
				assertNotReloadedWithoutAJar(cluster);
				assertThat(cluster.awaitActive(2)).isEqualTo(pids);
				HttpLoad.Report report = load.stop();
				assertAllAnswered(report, cluster);
				assertThat(report.perVersion()).as(report::toString).containsOnlyKeys("1");
			}
			assertCanaryThatDiesOfItsWorkIsRolledBack(cluster);
			assertThat(cluster.awaitActive(2)).isEqualTo(pids);
			cluster.signal(pids.get(0), "KILL");
			cluster.awaitSuccessor(0, pids.get(0), RESPAWN);
			assertServes(cluster, "1");
			assertGoodOneServes(cluster);
			cluster.signal("TERM");
			assertThat(cluster.awaitExit(SOON)).as(cluster::explain).isZero();
			cluster.assertNothingLeft();
		}
	}

	private static HttpLoad load(ClusterProcess cluster) {
		HttpLoad load = HttpLoad.on(cluster.port())
			.keepAlive(CLIENTS)
			.connectionPerRequest(CLIENTS)
			.pause(PAUSE)
			.start();
		load.awaitAnswers(100, SOON);
		return load;
	}

	private static void assertRolledBack(ClusterProcess cluster, JarEdit edit, String reason) {
		edit.writeTo(cluster.jar());
		assertRolledBack(cluster, Reload.post(cluster), reason);
	}

	private static void assertRolledBack(ClusterProcess cluster, Reload reload, String reason) {
		assertThat(reload.result()).as(() -> reload + "\n" + cluster.explain()).isEqualTo("ROLLED_BACK");
		assertThat(reload.reason()).as(reload::toString).contains(reason);
		assertThat(reload.generation()).as(reload::toString).isEqualTo(1);
		assertThat(reload.attempted()).as(reload::toString).isGreaterThan(1);
		cluster.awaitLog("Rolled back to generation 1 after .*" + reason, SOON);
		ClusterView view = cluster.awaitGeneration(2, 1, SOON);
		assertThat(view.state()).as(view::toString).isEqualTo("RUNNING");
		assertThat(view.reload()).as(view::toString).isNull();
	}

	private static void assertNotReloadedWithoutAJar(ClusterProcess cluster) throws IOException {
		Files.writeString(cluster.jar(), "This is no jar\n");
		assertRefused(cluster, Reload.post(cluster));
		byte[] whole = Files.readAllBytes(SampleCluster.jar());
		Files.write(cluster.jar(), Arrays.copyOf(whole, whole.length / 2));
		assertRefused(cluster, Reload.post(cluster));
		Files.delete(cluster.jar());
		assertRefused(cluster, Reload.hangUp(cluster));
		assertThat(cluster.countLog("Not reloading: ")).as(cluster::explain).isEqualTo(3);
	}

	private static void assertRefused(ClusterProcess cluster, Reload reload) {
		assertThat(reload.result()).as(() -> reload + "\n" + cluster.explain()).isEqualTo("REFUSED");
		assertThat(reload.reason()).as(reload::toString).contains("app.jar");
		assertThat(reload.generation()).as(reload::toString).isEqualTo(1);
	}

	/**
	 * It takes with it what it had in flight, as any worker that dies.
	 */
	private static void assertCanaryThatDiesOfItsWorkIsRolledBack(ClusterProcess cluster) {
		try (HttpLoad load = load(cluster)) {
			assertRolledBack(cluster, SampleCluster.version("2").property("sample.chaos.die-after", "8s"),
					"exit code 1");
			HttpLoad.Report report = load.stop();
			assertThat(report.perVersion()).as(report::toString).containsOnlyKeys("1", "2");
			assertThat(report.lost()).as(report::toString).isLessThanOrEqualTo(2 * CLIENTS);
			assertThat(report.refused()).as(report::toString).isZero();
			assertThat(report.failed()).as(report::toString).isEqualTo(report.lost());
		}
	}

	private static void assertGoodOneServes(ClusterProcess cluster) {
		SampleCluster.version("3").writeTo(cluster.jar());
		try (HttpLoad load = load(cluster)) {
			Reload reload = Reload.post(cluster);
			assertThat(reload.result()).as(() -> reload + "\n" + cluster.explain()).isEqualTo("SUCCEEDED");
			cluster.awaitGeneration(2, reload.attempted(), SOON);
			HttpLoad.Report report = load.stop();
			assertAllAnswered(report, cluster);
			assertThat(report.perVersion()).as(report::toString).containsOnlyKeys("1", "3");
		}
		assertServes(cluster, "3");
	}

	private static void assertServes(ClusterProcess cluster, String version) {
		try (HttpLoad load = HttpLoad.on(cluster.port()).connectionPerRequest(4).requestsPerClient(50).start()) {
			HttpLoad.Report report = load.awaitEnd(SOON);
			assertAllAnswered(report, cluster);
			assertThat(report.perVersion()).as(report::toString).containsOnlyKeys(version);
		}
	}

	private static void assertAllAnswered(HttpLoad.Report report, ClusterProcess cluster) {
		assertThat(report.lost()).as(() -> report + "\n" + cluster.explain()).isZero();
		assertThat(report.failed()).as(report::toString).isZero();
		assertThat(report.ok()).as(report::toString).isPositive();
	}

	@Test
	void versionThatFailsHalfwayIsRolledBackEverywhere() {
		try (ClusterProcess cluster = SampleCluster.reloadable(this.directory, 4).start()) {
			SortedMap<Integer, Long> pids = cluster.awaitActive(4, Duration.ofMinutes(3));
			SampleCluster.version("2")
				.property("sample.chaos.fail-start", "no third database")
				.property("sample.chaos.only-index", "2")
				.writeTo(cluster.jar());
			try (HttpLoad load = load(cluster)) {
				Reload reload = Reload.hangUp(cluster);
				assertThat(reload.result()).as(() -> reload + "\n" + cluster.explain()).isEqualTo("ROLLED_BACK");
				assertThat(reload.reason()).contains("no third database");
				assertThat(reload.generation()).isEqualTo(1);
				long over = System.nanoTime();
				ClusterView view = cluster.awaitGeneration(4, 1, SOON);
				assertThat(view.generation()).as(view::toString).isEqualTo(1);
				load.awaitAnswers(200, SOON);
				HttpLoad.Report report = load.stop();
				assertAllAnswered(report, cluster);
				assertThat(report.perVersion()).as(report::toString).containsOnlyKeys("1", "2");
				assertThat(report.clientsServedBy("2", over)).as(report::toString).isEmpty();
			}
			SortedMap<Integer, Long> after = cluster.awaitActive(4);
			assertThat(after).containsEntry(2, pids.get(2)).containsEntry(3, pids.get(3));
			assertThat(after.get(0)).isNotEqualTo(pids.get(0));
			cluster.signal("TERM");
			assertThat(cluster.awaitExit(SOON)).as(cluster::explain).isZero();
			cluster.assertNothingLeft();
		}
	}

}
