package io.clusterboot.master;

import java.time.Duration;
import java.util.List;

import io.clusterboot.ClusterState;
import io.clusterboot.ReloadReport;
import io.clusterboot.ReloadReport.Result;
import io.clusterboot.Silence;
import io.clusterboot.WorkerState;
import io.clusterboot.WorkerStatus;
import io.clusterboot.ipc.Message.Activate;
import io.clusterboot.ipc.Message.Active;
import io.clusterboot.ipc.Message.Bye;
import io.clusterboot.ipc.Message.Drain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Supervisor}: spares.
 */
@ExtendWith(Silence.class)
class SupervisorSpareTests {

	@Test
	void sparesAreStartedOnceAllWorkersAreActive() {
		FakeCluster cluster = new FakeCluster(2, 4, "spares=2").open();
		cluster.activate(cluster.launcher().last());
		assertThat(cluster.launcher().launched()).extracting(FakeProcess::index).containsExactly(0, 1);
		cluster.activate(cluster.launcher().last());
		assertThat(cluster.launcher().launched()).extracting(FakeProcess::index).containsExactly(0, 1, 2, 3);
		assertThat(cluster.status().state()).isEqualTo(ClusterState.RUNNING);
	}

	@Test
	void spareWhenReadyWaits() {
		FakeCluster cluster = new FakeCluster(1, 1, "spares=1").start();
		FakeProcess spare = cluster.launcher().last();
		assertThat(spare.peer().sent(Activate.class)).isEmpty();
		assertThat(cluster.status().workers()).hasSize(1);
		assertThat(cluster.status().spares()).hasSize(1)
			.allSatisfy((status) -> assertThat(status).returns(spare.pid(), WorkerStatus::pid)
				.returns(WorkerState.READY, WorkerStatus::state));
		cluster.say(spare, new Active());
		assertThat(cluster.stateOf(spare)).as("not told to").isEqualTo(WorkerState.READY);
	}

	@Test
	void exitLetsASpareTakeOverAtOnceAndAnotherBeStarted() {
		FakeCluster cluster = new FakeCluster(3, 3, "spares=1").start();
		FakeProcess spare = cluster.launcher().last();
		cluster.launcher().last(1).exit(137);
		assertThat(spare.peer().sent(Activate.class)).containsExactly(new Activate(1));
		FakeProcess next = cluster.launcher().last();
		assertThat(next).isNotSameAs(spare).returns(4, FakeProcess::index);
		cluster.say(spare, new Active());
		assertThat(cluster.status().state()).isEqualTo(ClusterState.RUNNING);
		assertThat(cluster.status().workers()).extracting(WorkerStatus::index).containsExactly(0, 1, 2);
		assertThat(cluster.statusOf(spare)).returns(1, WorkerStatus::index).returns(1, WorkerStatus::restarts);
		assertThat(cluster.launcher().alive()).hasSize(4);
	}

	@Test
	void numberOfASpareIsFreeAgainOnceItsFirstOwnerHasEnded() {
		FakeCluster cluster = new FakeCluster(1, 1, "spares=1").start();
		FakeProcess first = cluster.launcher().last();
		cluster.launcher().last(0).exit(137);
		cluster.activateAll();
		cluster.say(first, new Active());
		assertThat(cluster.launcher().last().index()).isEqualTo(2);
		first.exit(137);
		assertThat(cluster.launcher().last().index()).isOne();
	}

	@Test
	void exitWhenItIsAFailureLetsASpareTakeOverAtOnceAllTheSame() {
		FakeCluster cluster = new FakeCluster(1, 1, "spares=1", "restart.backoff=10s").start();
		FakeProcess spare = cluster.launcher().last();
		cluster.launcher().last(0).exit(1);
		assertThat(spare.peer().sent(Activate.class)).hasSize(1);
		assertThat(cluster.launcher().last()).as("no other spare before the pause is over").isSameAs(spare);
		cluster.advance(Duration.ofSeconds(10));
		assertThat(cluster.launcher().last()).isNotSameAs(spare);
	}

	@Test
	void exitWhenSparesFailAsWellGivesUp() {
		FakeCluster cluster = new FakeCluster(1, 1, "spares=1", "restart.max-failures=3").start();
		for (int i = 0; i < 3; i++) {
			cluster.advance(Duration.ofSeconds(30));
			cluster.readyAll();
			cluster.launcher()
				.alive()
				.stream()
				.filter((process) -> isHolder(cluster, process))
				.toList()
				.forEach((process) -> {
					cluster.say(process, new Active());
					process.exit(1);
				});
		}
		cluster.launcher().alive().forEach((process) -> process.exit(0));
		assertThat(cluster.supervisor().exitCode()).hasValue(3);
	}

	private static boolean isHolder(FakeCluster cluster, FakeProcess process) {
		return cluster.status().workers().stream().anyMatch((worker) -> worker.pid() == process.pid());
	}

	@Test
	void exitWhenNoSpareIsReadyStartsAWorker() {
		FakeCluster cluster = new FakeCluster(1, 2, "spares=1").open();
		cluster.activate(cluster.launcher().last());
		FakeProcess spare = cluster.launcher().last();
		cluster.hello(spare);
		cluster.launcher().last(0).exit(137);
		assertThat(cluster.launcher().last()).isNotSameAs(spare).returns(0, FakeProcess::index);
	}

	@Test
	void byeLetsASpareTakeOverAtOnce() {
		FakeCluster cluster = new FakeCluster(1, 1, "spares=1").start();
		FakeProcess spare = cluster.launcher().last();
		cluster.say(cluster.launcher().last(0), new Bye("SIGTERM"));
		assertThat(spare.peer().sent(Activate.class)).containsExactly(new Activate(0));
	}

	@Test
	void spareWhenItEndsIsReplacedAndNobodyGivesUp() {
		FakeCluster cluster = new FakeCluster(1, 1, "spares=1", "restart.max-failures=2").start();
		for (int i = 0; i < 5; i++) {
			FakeProcess spare = cluster.launcher().last();
			spare.exit(1);
			cluster.advance(Duration.ofSeconds(30));
			assertThat(cluster.launcher().last()).isNotSameAs(spare);
		}
		assertThat(cluster.supervisor().exitCode()).isEmpty();
		assertThat(cluster.status().state()).isEqualTo(ClusterState.RUNNING);
		assertThat(cluster.status().incidents()).hasSize(5);
	}

	@Test
	void spareWhenItFailsToStartBacksOff() {
		FakeCluster cluster = new FakeCluster(1, 1, "spares=1", "restart.backoff=1s").start();
		cluster.launcher().last().exit(1);
		cluster.advance(Duration.ofSeconds(1));
		FakeProcess second = cluster.launcher().last();
		second.exit(1);
		assertThat(cluster.supervisor().idleTime()).isEqualTo(Duration.ofSeconds(2));
		cluster.advance(Duration.ofMillis(1999));
		assertThat(cluster.launcher().last()).isSameAs(second);
		cluster.advance(Duration.ofMillis(1));
		assertThat(cluster.launcher().last()).isNotSameAs(second);
	}

	@Test
	void spareWhenItGivesNoSignOfLifeIsKilled() {
		FakeCluster cluster = new FakeCluster(1, 1, "spares=1", "heartbeat-timeout=10s").start();
		FakeProcess spare = cluster.launcher().last();
		cluster.silenceOf(spare, Duration.ofSeconds(10));
		assertThat(spare.dumped()).isOne();
	}

	@Test
	void reloadRenewsSparesLast() {
		FakeCluster cluster = new FakeCluster(1, 1, "spares=1").start();
		FakeProcess old = cluster.launcher().launched().get(0);
		FakeProcess spare = cluster.launcher().last();
		cluster.activate(cluster.reloadStaged());
		cluster.advance(Duration.ofSeconds(5));
		assertThat(cluster.stateOf(spare)).isEqualTo(WorkerState.READY);
		old.exit(0);
		assertThat(spare.peer().sent(Drain.class)).hasSize(1);
		assertThat(cluster.status().state()).isEqualTo(ClusterState.RELOADING);
		spare.exit(0);
		FakeProcess next = cluster.launcher().last();
		assertThat(next.generation()).isEqualTo(2);
		cluster.ready(next);
		assertThat(cluster.status().state()).isEqualTo(ClusterState.RUNNING);
		assertThat(cluster.launcher().alive()).hasSize(2);
	}

	@Test
	void reloadWhenASpareOfItFailsIsRolledBack() {
		FakeCluster cluster = new FakeCluster(1, 1, "spares=1").start();
		FakeProcess old = cluster.launcher().launched().get(0);
		FakeProcess spare = cluster.launcher().last();
		cluster.activate(cluster.reloadStaged());
		cluster.advance(Duration.ofSeconds(5));
		old.exit(0);
		spare.exit(0);
		cluster.launcher().last().exit(1);
		FakeProcess back = cluster.launcher().last();
		assertThat(back).returns(0, FakeProcess::index).returns(1, FakeProcess::generation);
		cluster.activate(back);
		cluster.launcher().alive(2).forEach((process) -> process.exit(0));
		List<ReloadReport> reports = cluster.status().reloads();
		assertThat(reports).extracting(ReloadReport::result).containsExactly(Result.ROLLED_BACK);
		assertThat(cluster.launcher().last()).as("spare of the old generation")
			.returns(1, FakeProcess::generation)
			.isNotSameAs(back);
	}

	@Test
	void spareTakesOverDuringARollWhereItsGenerationIsWanted() {
		FakeCluster cluster = new FakeCluster(2, 2, "spares=1").start();
		FakeProcess spare = cluster.launcher().last();
		cluster.reloadStaged();
		cluster.launcher().last(1).exit(137);
		assertThat(spare.peer().sent(Activate.class)).containsExactly(new Activate(1));
	}

	@Test
	void spareDoesNotTakeOverWhereAnotherGenerationIsWanted() {
		FakeCluster cluster = new FakeCluster(2, 2, "spares=1").start();
		FakeProcess spare = cluster.launcher().last();
		FakeProcess predecessor = cluster.launcher().last(0);
		FakeProcess canary = cluster.reloadStaged();
		cluster.activate(canary);
		predecessor.exit(1);
		cluster.say(canary, new Bye("SIGTERM"));
		assertThat(spare.peer().sent(Activate.class)).isEmpty();
		assertThat(cluster.launcher().last()).returns(0, FakeProcess::index).returns(2, FakeProcess::generation);
	}

	@Test
	void stopDrainsSparesToo() {
		FakeCluster cluster = new FakeCluster(1, 1, "spares=1").start();
		cluster.stop();
		assertThat(cluster.launcher().alive()).hasSize(2)
			.allSatisfy((process) -> assertThat(process.peer().sent(Drain.class)).hasSize(1));
	}

}
