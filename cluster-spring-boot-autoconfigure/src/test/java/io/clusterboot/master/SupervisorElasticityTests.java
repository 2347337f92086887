package io.clusterboot.master;

import java.time.Duration;

import io.clusterboot.ClusterEvent.Scaled;
import io.clusterboot.WorkerLoad;
import io.clusterboot.ipc.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Supervisor} and {@link Elasticity}: the number of workers follows the
 * load.
 */
@ExtendWith(OutputCaptureExtension.class)
class SupervisorElasticityTests {

	private static final int THREADS = 10;

	private static final Duration A_WHILE = Duration.ofSeconds(20);

	private static final Duration LONG = Duration.ofMinutes(2);

	@Test
	void loadThatIsHighAddsWorkersUpToTheMost() {
		FakeCluster cluster = new FakeCluster(1, 4, "scale.max=3").start();
		run(cluster, 9, A_WHILE);
		assertThat(cluster.status().wanted()).isEqualTo(2);
		assertThat(cluster.launcher().last(0).peer().notices())
			.contains(new Scaled(1, 2, "90% of the request threads are busy (cluster.scale.busy-max=50%)"));
		run(cluster, 9, LONG);
		assertThat(cluster.status().wanted()).isEqualTo(3);
	}

	@Test
	void loadThatIsLowTakesWorkersAwayDownToTheLeast() {
		FakeCluster cluster = new FakeCluster(4, 4, "scale.min=2", "scale.max=4").start();
		run(cluster, 1, A_WHILE);
		assertThat(cluster.status().wanted()).isEqualTo(4);
		run(cluster, 1, Duration.ofSeconds(35));
		assertThat(cluster.status().wanted()).isEqualTo(3);
		run(cluster, 1, Duration.ofMinutes(5));
		assertThat(cluster.status().wanted()).isEqualTo(2);
		assertThat(cluster.launcher().alive()).extracting(FakeProcess::index).containsExactly(0, 1);
	}

	@Test
	void loadIsThatOfAllWorkers() {
		FakeCluster cluster = new FakeCluster(2, 4, "scale.max=3").start();
		busy(cluster.launcher().last(0), 10);
		busy(cluster.launcher().last(1), 0);
		cluster.advance(LONG);
		assertThat(cluster.status().wanted()).isEqualTo(2);
		busy(cluster.launcher().last(1), 1);
		cluster.advance(A_WHILE);
		assertThat(cluster.status().wanted()).isEqualTo(3);
	}

	@Test
	void loadWhenNoMostIsSetChangesNothing() {
		FakeCluster cluster = new FakeCluster(2, 4).start();
		run(cluster, 10, LONG);
		run(cluster, 0, LONG);
		assertThat(cluster.launcher().launched()).hasSize(2);
		assertThat(cluster.launcher().alive()).hasSize(2);
	}

	@Test
	void loadOfUnlimitedThreadsChangesNothingAndSaysSoOnce(CapturedOutput output) {
		FakeCluster cluster = new FakeCluster(2, 4, "scale.max=4").start();
		cluster.launcher().alive().forEach((process) -> process.load(new WorkerLoad(1, 1000, -1, 1, 1, 0)));
		cluster.advance(LONG);
		assertThat(cluster.launcher().launched()).hasSize(2);
		assertThat(cluster.launcher().alive()).hasSize(2);
		assertThat(output).containsOnlyOnce("so nobody can tell how busy they are");
	}

	@Test
	void loadThatIsUnknownSaysNothing(CapturedOutput output) {
		FakeCluster cluster = new FakeCluster(2, 4, "scale.max=4").start();
		cluster.advance(LONG);
		assertThat(cluster.launcher().alive()).hasSize(2);
		assertThat(output).doesNotContain("nobody can tell");
	}

	@Test
	void loadWhenMemoryIsShortAddsNobodyAndSaysSoOncePerEpisode(CapturedOutput output) {
		FakeCluster cluster = new FakeCluster(1, 4, "scale.max=3").start();
		long needed = Math.round(1.25 * rss());
		cluster.availableMemory(needed - 1);
		run(cluster, 10, LONG);
		assertThat(cluster.launcher().launched()).hasSize(1);
		assertThat(output).containsOnlyOnce("No worker is added although 100% of the request threads are busy");
		run(cluster, 3, A_WHILE);
		run(cluster, 10, LONG);
		assertThat(output.toString().split("No worker is added", -1)).hasSize(3);
		cluster.availableMemory(needed);
		run(cluster, 10, A_WHILE);
		assertThat(cluster.status().wanted()).isEqualTo(2);
	}

	@Test
	void growthThatFailedIsTriedAgainAfterAWhile() {
		FakeCluster cluster = new FakeCluster(1, 4, "scale.max=2", "restart.max-failures=1", "restart.max-backoff=5m")
			.start();
		busy(cluster.launcher().last(), 10);
		cluster.advance(A_WHILE);
		assertThat(cluster.launcher().launched()).hasSize(2);
		cluster.launcher().last(1).exit(1);
		assertThat(cluster.status().wanted()).isOne();
		cluster.advance(Duration.ofMinutes(4));
		assertThat(cluster.launcher().launched()).hasSize(2);
		cluster.advance(Duration.ofMinutes(2));
		assertThat(cluster.launcher().launched()).hasSize(3);
	}

	@Test
	void loadBeforeSomebodyScalesDoesNotCount() {
		FakeCluster cluster = new FakeCluster(2, 4, "scale.max=3").start();
		run(cluster, 10, Duration.ofSeconds(14));
		cluster.ask(new Operation.Scale(1));
		run(cluster, 10, Duration.ofSeconds(14));
		assertThat(cluster.status().wanted()).isOne();
		run(cluster, 10, Duration.ofSeconds(5));
		assertThat(cluster.status().wanted()).isEqualTo(2);
	}

	@Test
	void loadDuringAReloadChangesNothing() {
		FakeCluster cluster = new FakeCluster(1, 4, "scale.max=3").start();
		cluster.reload();
		busy(cluster.launcher().last(), 10);
		cluster.advance(LONG);
		assertThat(cluster.launcher().launched()).hasSize(1);
		cluster.stager().fail("no jar");
		cluster.advance(Duration.ofSeconds(14));
		assertThat(cluster.launcher().launched()).as("what was sampled in the reload does not count").hasSize(1);
		cluster.advance(Duration.ofSeconds(2));
		assertThat(cluster.launcher().launched()).hasSize(2);
	}

	@Test
	void loadWhileOneIsMissingChangesNothing() {
		FakeCluster cluster = new FakeCluster(2, 4, "scale.max=3", "restart.backoff=1m", "restart.max-backoff=1m")
			.start();
		cluster.launcher().last(1).exit(1);
		busy(cluster.launcher().last(0), 10);
		cluster.advance(Duration.ofSeconds(40));
		assertThat(cluster.status().wanted()).isEqualTo(2);
	}

	/*
	 * Each worker is as busy as the others, and does what it is told.
	 */
	private static void run(FakeCluster cluster, int busy, Duration duration) {
		for (int second = 0; second < duration.toSeconds(); second++) {
			cluster.launcher().alive().forEach((process) -> busy(process, busy));
			cluster.advance(Duration.ofSeconds(1));
			cluster.obey();
			cluster.obey();
		}
	}

	private static void busy(FakeProcess process, int threads) {
		process.load(new WorkerLoad(1, threads, THREADS, rss(), 1, 0));
	}

	private static long rss() {
		return 200 * 1024 * 1024;
	}

}
