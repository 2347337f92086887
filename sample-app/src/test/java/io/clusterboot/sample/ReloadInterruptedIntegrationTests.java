package io.clusterboot.sample;

import java.nio.file.Path;
import java.time.Duration;
import java.util.SortedMap;

import io.clusterboot.sample.harness.ClusterProcess;
import io.clusterboot.sample.harness.ClusterView;
import io.clusterboot.sample.harness.HttpLoad;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a reload that something else happens in comes to a good end all the same.
 */
@Timeout(600)
class ReloadInterruptedIntegrationTests {

	private static final Duration SOON = Duration.ofSeconds(40);

	private static final Duration START = Duration.ofSeconds(90);

	private static final int CLIENTS = 4;

	@TempDir
	private Path directory;

	@Test
	void termWhileASuccessorStartsEndsAll() {
		try (ClusterProcess cluster = SampleCluster.reloadable(this.directory, 2).start()) {
			cluster.awaitActive(2);
			beginReload(cluster, 2);
			cluster.signal("TERM");
			assertThat(cluster.awaitExit(SOON)).as(cluster::explain).isZero();
			assertThat(cluster.output()).doesNotContain("generation 2 serves");
			cluster.assertNothingLeft();
		}
	}

	private static void beginReload(ClusterProcess cluster, int generation) {
		SampleCluster.version(Integer.toString(generation)).writeTo(cluster.jar());
		cluster.signal("HUP");
		cluster.awaitLog("Worker 0 \\(pid \\d+\\) is starting \\(generation " + generation + "\\)", SOON);
	}

	@Test
	void killOfAWorkerOfEitherGenerationLeavesAllOfOne() {
		try (ClusterProcess cluster = SampleCluster.reloadable(this.directory, 2).start()) {
			SortedMap<Integer, Long> pids = cluster.awaitActive(2);
			try (HttpLoad load = HttpLoad.on(cluster.port())
				.keepAlive(CLIENTS)
				.connectionPerRequest(CLIENTS)
				.pause(Duration.ofMillis(50))
				.start()) {
				load.awaitAnswers(100, SOON);
				killOfAnOldOne(cluster, pids.get(1));
				killOfANewOne(cluster);
				load.awaitAnswers(100, SOON);
				HttpLoad.Report report = load.stop();
				assertThat(report.lost()).as(report::toString).isLessThanOrEqualTo(2 * 2 * CLIENTS);
				assertThat(report.refused()).as(report::toString).isZero();
				assertThat(report.failed()).as(report::toString).isEqualTo(report.lost());
			}
			cluster.signal("TERM");
			assertThat(cluster.awaitExit(SOON)).as(cluster::explain).isZero();
			cluster.assertNothingLeft();
		}
	}

	private static void killOfAnOldOne(ClusterProcess cluster, long victim) {
		beginReload(cluster, 2);
		cluster.signal(victim, "KILL");
		Reload reload = Reload.await(cluster, 1);
		assertThat(reload.result()).as(() -> reload + "\n" + cluster.explain()).isEqualTo("SUCCEEDED");
		assertThat(cluster.awaitGeneration(2, 2, START).state()).isEqualTo("RUNNING");
	}

	private static void killOfANewOne(ClusterProcess cluster) {
		beginReload(cluster, 3);
		cluster.awaitLog("Worker 1 \\(pid \\d+\\) is starting \\(generation 3\\)", START);
		ClusterView meanwhile = cluster.awaitStatus("worker 0 is replaced", SOON,
				(view) -> view.worker(0).filter((worker) -> worker.generation() == 3).isPresent());
		assertThat(meanwhile.state()).isEqualTo("RELOADING");
		long victim = meanwhile.worker(0).orElseThrow().pid();
		cluster.signal(victim, "KILL");
		Reload reload = Reload.await(cluster, 2);
		assertThat(reload.result()).as(() -> reload + "\n" + cluster.explain()).isIn("SUCCEEDED", "ROLLED_BACK");
		assertThat(reload.generation()).isEqualTo("SUCCEEDED".equals(reload.result()) ? 3 : 2);
		ClusterView after = cluster.awaitGeneration(2, reload.generation(), START);
		assertThat(after.state()).as(after::toString).isEqualTo("RUNNING");
		assertThat(after.workers()).noneMatch((worker) -> worker.pid() == victim);
	}

	@Test
	void killOfTheMasterLetsAllProcessesEnd() {
		try (ClusterProcess cluster = SampleCluster.reloadable(this.directory.resolve("first"), 2).start()) {
			cluster.awaitActive(2);
			beginReload(cluster, 2);
			cluster.signal("KILL");
			assertThat(cluster.awaitExit(SOON)).isEqualTo(128 + 9);
			cluster.awaitThat("the workers have ended by themselves", SOON, () -> cluster.others().isEmpty());
			assertThat(cluster.isListening()).isFalse();
			assertRunDirectoryIsTakenOver(cluster);
		}
	}

	private void assertRunDirectoryIsTakenOver(ClusterProcess dead) {
		try (ClusterProcess next = SampleCluster.reloadable(this.directory.resolve("next"), 2)
			.runDirectory(dead.runDirectory())
			.port(dead.port())
			.start()) {
			next.awaitActive(2);
			assertThat(next.awaitGeneration(2, 1, SOON).state()).isEqualTo("RUNNING");
			next.signal("TERM");
			assertThat(next.awaitExit(SOON)).as(next::explain).isZero();
			next.assertNothingLeft();
		}
	}

}
