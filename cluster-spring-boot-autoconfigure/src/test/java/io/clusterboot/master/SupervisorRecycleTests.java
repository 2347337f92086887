package io.clusterboot.master;

import java.time.Duration;

import io.clusterboot.ClusterState;
import io.clusterboot.Silence;
import io.clusterboot.WorkerLoad;
import io.clusterboot.WorkerState;
import io.clusterboot.WorkerStatus;
import io.clusterboot.ipc.Message.Bye;
import io.clusterboot.ipc.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Supervisor} and {@link Recycling}: worn workers are replaced.
 */
@ExtendWith(Silence.class)
class SupervisorRecycleTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private static final long MIB = 1024 * 1024;

	@Test
	void workerThatHasServedEnoughIsReplacedSuccessorFirst() {
		FakeCluster cluster = new FakeCluster(2, 2, "recycle.max-requests=100", "recycle.min-lifetime=0s").start();
		FakeProcess worn = cluster.launcher().last(1);
		requests(worn, 99);
		cluster.advance(SECOND);
		assertThat(cluster.launcher().launched()).hasSize(2);
		requests(worn, 100);
		cluster.advance(SECOND);
		FakeProcess successor = cluster.launcher().last();
		assertThat(successor).isNotSameAs(worn).returns(1, FakeProcess::index);
		assertThat(cluster.stateOf(worn)).isEqualTo(WorkerState.ACTIVE);
		cluster.activate(successor);
		assertThat(cluster.stateOf(worn)).isEqualTo(WorkerState.DRAINING);
		worn.exit(0);
		cluster.advance(SECOND);
		assertThat(cluster.launcher().launched()).hasSize(3);
		assertThat(cluster.status().incidents()).isEmpty();
		assertThat(cluster.status().workers()).extracting(WorkerStatus::restarts).containsOnly(0);
	}

	@Test
	void limitIsExceededByChance() {
		FakeCluster cluster = new FakeCluster(1, 1, "recycle.max-requests=100", "recycle.min-lifetime=0s",
				"recycle.jitter=50%");
		cluster.chance(0.5);
		cluster.start();
		FakeProcess worn = cluster.launcher().last();
		cluster.advance(SECOND);
		cluster.chance(0);
		requests(worn, 124);
		cluster.advance(SECOND);
		assertThat(cluster.launcher().launched()).hasSize(1);
		requests(worn, 125);
		cluster.advance(SECOND);
		assertThat(cluster.launcher().launched()).hasSize(2);
	}

	@Test
	void workerThatHasLivedLongEnoughIsReplaced() {
		FakeCluster cluster = new FakeCluster(1, 1, "recycle.max-lifetime=10m").open();
		cluster.advance(Duration.ofMinutes(1));
		cluster.activateAll();
		cluster.advance(Duration.ofMinutes(10).minus(SECOND));
		assertThat(cluster.launcher().launched()).hasSize(1);
		cluster.advance(SECOND);
		assertThat(cluster.launcher().launched()).hasSize(2);
	}

	@Test
	void workerThatHasGrownTooMuchForSomeTimeIsReplaced() {
		FakeCluster cluster = new FakeCluster(1, 1, "recycle.max-memory=100MB", "recycle.min-lifetime=0s").start();
		FakeProcess heavy = cluster.launcher().last();
		memory(heavy, 100 * MIB);
		cluster.advance(Duration.ofSeconds(4));
		memory(heavy, 100 * MIB - 1);
		cluster.advance(SECOND);
		memory(heavy, 100 * MIB);
		cluster.advance(Duration.ofSeconds(4));
		assertThat(cluster.launcher().launched()).hasSize(1);
		cluster.advance(SECOND);
		assertThat(cluster.launcher().launched()).hasSize(2);
	}

	@Test
	void workerIsNotReplacedBeforeItHasLivedLongEnough() {
		FakeCluster cluster = new FakeCluster(1, 1, "recycle.max-requests=1", "recycle.max-memory=1MB",
				"recycle.max-lifetime=1s")
			.start();
		cluster.launcher().last().load(new WorkerLoad(1000, 0, 8, 1000 * MIB, 0, 0));
		cluster.advance(Duration.ofSeconds(29));
		assertThat(cluster.launcher().launched()).hasSize(1);
		cluster.advance(SECOND);
		assertThat(cluster.launcher().launched()).hasSize(2);
	}

	@Test
	void oneIsReplacedAtATimeTheMostOverdueFirst() {
		FakeCluster cluster = new FakeCluster(3, 4, "recycle.max-requests=100", "reload.max-surge=3").start();
		requests(cluster.launcher().last(0), 300);
		requests(cluster.launcher().last(1), 500);
		requests(cluster.launcher().last(2), 400);
		cluster.advance(Duration.ofSeconds(30));
		for (int index : new int[] { 1, 2, 0 }) {
			cluster.advance(SECOND);
			assertThat(cluster.launcher().alive()).hasSize(4);
			FakeProcess successor = cluster.launcher().last();
			assertThat(successor.index()).isEqualTo(index);
			FakeProcess predecessor = cluster.launcher().launched().get(index);
			cluster.activate(successor);
			cluster.advance(Duration.ofSeconds(5));
			assertThat(cluster.launcher().alive()).as("while the predecessor drains").hasSize(4);
			predecessor.exit(0);
		}
		cluster.advance(Duration.ofMinutes(1));
		assertThat(cluster.launcher().launched()).hasSize(6);
	}

	@Test
	void nobodyIsReplacedWhileOneIsMissing() {
		FakeCluster cluster = wornCluster("restart.backoff=20s");
		cluster.launcher().last(1).exit(1);
		requests(cluster.launcher().last(0), 1000);
		cluster.advance(Duration.ofSeconds(15));
		assertThat(cluster.launcher().launched()).hasSize(2);
	}

	@Test
	void nobodyIsReplacedWhileOneDrains() {
		FakeCluster cluster = wornCluster("reload.max-surge=3");
		FakeProcess leaving = cluster.launcher().last(1);
		cluster.say(leaving, new Bye("SIGTERM"));
		cluster.activate(cluster.launcher().last());
		requests(cluster.launcher().last(0), 1000);
		cluster.advance(Duration.ofSeconds(5));
		assertThat(cluster.launcher().launched()).hasSize(3);
		leaving.exit(0);
		cluster.advance(SECOND);
		assertThat(cluster.launcher().launched()).hasSize(4);
	}

	@Test
	void nobodyIsReplacedDuringAReload() {
		FakeCluster cluster = wornCluster();
		cluster.reload();
		cluster.launcher().alive().forEach((process) -> requests(process, 1000));
		cluster.advance(Duration.ofSeconds(5));
		assertThat(cluster.launcher().launched()).hasSize(2);
	}

	@Test
	void nobodyIsReplacedWhileScaling() {
		FakeCluster cluster = wornCluster();
		cluster.ask(new Operation.Scale(3));
		cluster.launcher().alive().forEach((process) -> requests(process, 1000));
		cluster.advance(Duration.ofSeconds(5));
		assertThat(cluster.launcher().launched()).hasSize(3);
	}

	@Test
	void nobodyIsReplacedDuringARestart() {
		FakeCluster cluster = wornCluster("reload.max-surge=3");
		cluster.ask(new Operation.Restart(1));
		cluster.launcher().alive().forEach((process) -> requests(process, 1000));
		cluster.advance(Duration.ofSeconds(5));
		assertThat(cluster.launcher().launched()).hasSize(3);
	}

	@Test
	void nobodyIsReplacedWhenStopping() {
		FakeCluster cluster = wornCluster();
		cluster.launcher().alive().forEach((process) -> requests(process, 1000));
		cluster.stop();
		cluster.advance(Duration.ofSeconds(5));
		assertThat(cluster.launcher().launched()).hasSize(2);
	}

	@Test
	void successorThatFailsCallsItOffForAWhileAndNobodyGivesUp() {
		FakeCluster cluster = wornCluster("restart.max-failures=2", "restart.max-backoff=10s");
		FakeProcess worn = cluster.launcher().last(0);
		requests(worn, 1000);
		cluster.advance(SECOND);
		for (int round = 0; round < 5; round++) {
			int launched = cluster.launcher().launched().size();
			cluster.launcher().last().exit(1);
			assertThat(cluster.stateOf(worn)).isEqualTo(WorkerState.ACTIVE);
			assertThat(cluster.status().state()).isEqualTo(ClusterState.RUNNING);
			cluster.advance(Duration.ofSeconds(9));
			assertThat(cluster.launcher().launched()).hasSize(launched);
			cluster.advance(SECOND);
			assertThat(cluster.launcher().launched()).hasSize(launched + 1);
		}
		assertThat(cluster.supervisor().exitCode()).isEmpty();
	}

	@Test
	void successorThatFailsLetsAnotherWorkerBeReplacedMeanwhile() {
		FakeCluster cluster = wornCluster("restart.max-backoff=1h");
		requests(cluster.launcher().last(0), 1000);
		requests(cluster.launcher().last(1), 500);
		cluster.advance(SECOND);
		assertThat(cluster.launcher().last().index()).isZero();
		cluster.launcher().last().exit(1);
		cluster.advance(SECOND);
		assertThat(cluster.launcher().last().index()).isOne();
	}

	@Test
	void successorThatFailsOnceItsPredecessorDrainsIsStartedAgainAsEver() {
		FakeCluster cluster = wornCluster();
		requests(cluster.launcher().last(0), 1000);
		cluster.advance(SECOND);
		FakeProcess successor = cluster.launcher().last();
		cluster.activate(successor);
		successor.exit(1);
		cluster.advance(SECOND);
		assertThat(cluster.launcher().last()).isNotSameAs(successor).returns(0, FakeProcess::index);
	}

	@Test
	void restartOfAWorkerThatIsRecycledIsDoneWithThat() {
		FakeCluster cluster = wornCluster();
		FakeProcess worn = cluster.launcher().last(0);
		requests(worn, 1000);
		cluster.advance(SECOND);
		FakePeer operator = cluster.ask(new Operation.Restart(0));
		cluster.activate(cluster.launcher().last());
		worn.exit(0);
		assertThat(operator.sent()).hasSize(1);
		assertThat(cluster.launcher().launched()).hasSize(3);
	}

	@Test
	void sparesAreNotReplaced() {
		FakeCluster cluster = wornCluster("spares=1");
		requests(cluster.launcher().last(2), 1000);
		cluster.advance(Duration.ofSeconds(5));
		assertThat(cluster.launcher().launched()).hasSize(3);
	}

	private static FakeCluster wornCluster(String... properties) {
		String[] all = new String[properties.length + 2];
		System.arraycopy(properties, 0, all, 2, properties.length);
		all[0] = "recycle.max-requests=100";
		all[1] = "recycle.min-lifetime=0s";
		return new FakeCluster(2, 4, all).start();
	}

	private static void requests(FakeProcess process, long requests) {
		process.load(new WorkerLoad(requests, 0, 8, 1, 1, 0));
	}

	private static void memory(FakeProcess process, long rss) {
		process.load(new WorkerLoad(1, 0, 8, rss, 1, 0));
	}

}
