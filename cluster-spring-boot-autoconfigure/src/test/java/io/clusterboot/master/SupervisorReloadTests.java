package io.clusterboot.master;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.clusterboot.ClusterEvent.ReloadRolledBack;
import io.clusterboot.ClusterEvent.ReloadStarted;
import io.clusterboot.ClusterEvent.ReloadSucceeded;
import io.clusterboot.ClusterState;
import io.clusterboot.ReloadProgress;
import io.clusterboot.ReloadReport.Result;
import io.clusterboot.ReloadReport;
import io.clusterboot.Silence;
import io.clusterboot.WorkerState;
import io.clusterboot.WorkerStatus;
import io.clusterboot.ipc.Answer;
import io.clusterboot.ipc.DrainOrder;
import io.clusterboot.ipc.Message.Activate;
import io.clusterboot.ipc.Message.Bye;
import io.clusterboot.ipc.Message.Drain;
import io.clusterboot.ipc.Message.Failed;
import io.clusterboot.ipc.Message.Hello;
import io.clusterboot.ipc.Message.Notice;
import io.clusterboot.ipc.Message.Reply;
import io.clusterboot.ipc.Message.Request;
import io.clusterboot.ipc.Message;
import io.clusterboot.ipc.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Supervisor}: reload and roll-back.
 */
@ExtendWith(Silence.class)
class SupervisorReloadTests {

	private static final Duration CANARY_TIME = Duration.ofSeconds(5);

	// Forward

	@Test
	void reloadStagesBeforeAnythingElse() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		cluster.reload();
		assertThat(cluster.stager().isAsked()).isTrue();
		assertThat(cluster.status().state()).isEqualTo(ClusterState.RELOADING);
		assertThat(cluster.launcher().launched()).hasSize(2);
		cluster.stager().succeed();
		assertThat(cluster.launcher().last()).returns(0, FakeProcess::index).returns(2, FakeProcess::generation);
		assertThat(cluster.launcher().launched()).hasSize(3);
	}

	@Test
	void reloadWhenCanaryIsReadyLetsItAcceptOnceCanaryTimeIsOver() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		FakeProcess canary = cluster.reloadStaged();
		cluster.ready(canary);
		assertThat(cluster.supervisor().idleTime()).isLessThanOrEqualTo(CANARY_TIME);
		cluster.advance(CANARY_TIME.minusMillis(1));
		assertThat(canary.peer().sent(Activate.class)).isEmpty();
		cluster.advance(Duration.ofMillis(1));
		assertThat(canary.peer().sent(Activate.class)).containsExactly(new Activate(0));
		cluster.advance(CANARY_TIME);
		assertThat(canary.peer().sent(Activate.class)).hasSize(1);
	}

	@Test
	void reloadWhenNobodyServesInThePlaceOfTheCanaryLetsItAcceptAtOnce() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		FakeProcess predecessor = cluster.launcher().last(0);
		FakeProcess canary = cluster.reloadStaged();
		cluster.ready(canary);
		predecessor.exit(137);
		assertThat(canary.peer().sent(Activate.class)).hasSize(1);
	}

	@Test
	void reloadWhenLaterSuccessorIsReadyLetsItAcceptAtOnce() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		replaceCanary(cluster);
		FakeProcess second = cluster.launcher().last();
		cluster.ready(second);
		assertThat(second.peer().sent(Activate.class)).containsExactly(new Activate(1));
	}

	@Test
	void reloadWhenCanaryIsActiveKeepsItsPredecessorUntilCanaryTimeIsOver() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		FakeProcess predecessor = cluster.launcher().last(0);
		FakeProcess canary = cluster.reloadStaged();
		cluster.activate(canary);
		assertThat(cluster.supervisor().idleTime()).isLessThanOrEqualTo(CANARY_TIME);
		cluster.advance(CANARY_TIME.minusMillis(1));
		assertThat(cluster.stateOf(predecessor)).isEqualTo(WorkerState.ACTIVE);
		assertThat(cluster.launcher().launched()).hasSize(3);
		cluster.advance(Duration.ofMillis(1));
		assertThat(predecessor.peer().sent(Drain.class))
			.containsExactly(new Drain(new DrainOrder(Duration.ZERO, Duration.ofSeconds(30), false)));
		assertThat(cluster.launcher().launched()).as("no successor while the predecessor has not ended").hasSize(3);
		predecessor.exit(0);
		assertThat(cluster.launcher().last()).returns(1, FakeProcess::index).returns(2, FakeProcess::generation);
	}

	@Test
	void reloadWhenLaterSuccessorIsActiveDrainsItsPredecessorAtOnce() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		FakeProcess predecessor = cluster.launcher().last(1);
		replaceCanary(cluster);
		cluster.activate(cluster.launcher().last());
		assertThat(cluster.stateOf(predecessor)).isEqualTo(WorkerState.DRAINING);
		assertThat(cluster.status().state()).isEqualTo(ClusterState.RELOADING);
		predecessor.exit(0);
		assertThat(cluster.status().state()).isEqualTo(ClusterState.RUNNING);
	}

	@Test
	void reloadOfAllEndsInTheNewGeneration() {
		FakeCluster cluster = new FakeCluster(4, 4).start();
		List<FakeProcess> old = cluster.launcher().alive();
		finishReload(cluster);
		assertThat(cluster.launcher().alive()).hasSize(4).doesNotContainAnyElementsOf(old);
		assertThat(cluster.status().generation()).isEqualTo(2);
		assertThat(cluster.status().workers()).extracting(WorkerStatus::generation).containsExactly(2, 2, 2, 2);
		assertThat(cluster.status().workers()).extracting(WorkerStatus::restarts).containsOnly(0);
		assertThat(cluster.status().incidents()).isEmpty();
		assertThat(cluster.status().reload()).isNull();
		assertThat(lastReport(cluster)).returns(Result.SUCCEEDED, ReloadReport::result)
			.returns(null, ReloadReport::reason)
			.returns(2, ReloadReport::generation)
			.returns(2, ReloadReport::attempted);
		assertThat(lastReport(cluster).duration()).isGreaterThanOrEqualTo(CANARY_TIME);
		assertThat(cluster.stager().retained()).containsExactly(2);
		assertThat(cluster.launcher().last().peer().notices()).contains(new ReloadSucceeded(2));
		assertThat(cluster.launcher().last(0).peer().notices()).doesNotContain(new ReloadStarted(2));
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3 })
	void reloadNeverHasFewerAcceptingNorMoreProcessesThanAllowed(int surge) {
		FakeCluster cluster = new FakeCluster(4, 4, "reload.max-surge=" + surge).start();
		cluster.reloadStaged();
		int most = 0;
		while (cluster.status().state() == ClusterState.RELOADING) {
			assertThat(accepting(cluster)).isGreaterThanOrEqualTo(4);
			most = Math.max(most, cluster.launcher().alive().size());
			oneStep(cluster);
		}
		assertThat(most).isEqualTo(4 + surge);
		assertThat(cluster.launcher().alive(2)).hasSize(4);
	}

	@Test
	void reloadAgainUsesTheNextNumber() {
		FakeCluster cluster = new FakeCluster(1, 1).start();
		finishReload(cluster);
		finishReload(cluster);
		assertThat(cluster.status().generation()).isEqualTo(3);
		assertThat(cluster.status().reloads()).extracting(ReloadReport::generation).containsExactly(2, 3);
	}

	@Test
	void reloadTellsItsSteps() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		FakeProcess predecessor = cluster.launcher().last(0);
		cluster.reload();
		assertThat(step(cluster)).isEqualTo("the generation is being staged");
		cluster.stager().succeed();
		assertThat(step(cluster)).isEqualTo("worker 0 (canary) is starting");
		cluster.ready(cluster.launcher().last());
		assertThat(step(cluster)).isEqualTo("worker 0 (canary) is ready, and has to stay well for 5000ms");
		cluster.advance(CANARY_TIME);
		assertThat(step(cluster)).isEqualTo("worker 0 (canary) is ready");
		cluster.say(cluster.launcher().last(), new Message.Active());
		assertThat(step(cluster)).isEqualTo("worker 0 (canary) serves, and has to stay well for 5000ms");
		cluster.advance(CANARY_TIME);
		assertThat(step(cluster)).isEqualTo("worker 0 (canary): its predecessor is draining");
		predecessor.exit(0);
		assertThat(step(cluster)).isEqualTo("worker 1 is starting");
	}

	@Test
	void reloadWhenStatusIsAskedListsTheSuccessorWithTheSparesUntilItIsActive() {
		FakeCluster cluster = new FakeCluster(1, 1).start();
		FakeProcess predecessor = cluster.launcher().last();
		FakeProcess successor = cluster.reloadStaged();
		assertThat(cluster.status().workers()).extracting(WorkerStatus::pid).containsExactly(predecessor.pid());
		assertThat(cluster.status().spares()).extracting(WorkerStatus::pid).containsExactly(successor.pid());
		cluster.activate(successor);
		assertThat(cluster.status().workers()).extracting(WorkerStatus::pid).containsExactly(successor.pid());
		assertThat(cluster.status().spares()).extracting(WorkerStatus::pid).containsExactly(predecessor.pid());
	}

	@Test
	void reloadKeepsTheLastTwenty() {
		FakeCluster cluster = new FakeCluster(1, 1).start();
		for (int i = 0; i < 25; i++) {
			cluster.reload();
			cluster.stager().fail("reason " + i);
		}
		assertThat(cluster.status().reloads()).hasSize(20);
		assertThat(lastReport(cluster).reason()).isEqualTo("reason 24");
	}

	// Who asks

	@Test
	void requesterIsReplacedLastAndAnsweredAfterItsDrain() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		FakeProcess requester = cluster.launcher().last(0);
		cluster.say(requester, new Request(7, new Operation.Reload()));
		cluster.stager().succeed();
		assertThat(cluster.launcher().last().index()).isOne();
		cluster.activate(cluster.launcher().last());
		cluster.advance(CANARY_TIME);
		cluster.launcher().launched().get(1).exit(0);
		FakeProcess successor = cluster.launcher().last();
		assertThat(successor.index()).isZero();
		assertThat(requester.peer().answers(Answer.Reloaded.class)).isEmpty();
		cluster.activate(successor);
		assertThat(requester.peer().sent()).extracting(Message::getClass)
			.endsWith(Drain.class, Notice.class, Reply.class);
		assertThat(requester.peer().sent(Reply.class)).extracting(Reply::id).containsExactly(7L);
		assertThat(requester.peer().answers(Answer.Reloaded.class).get(0).report())
			.returns(Result.SUCCEEDED, ReloadReport::result)
			.returns(2, ReloadReport::generation);
		assertThat(cluster.stateOf(requester)).isEqualTo(WorkerState.DRAINING);
		assertThat(cluster.stager().retained()).containsExactlyInAnyOrder(1, 2);
		requester.exit(0);
		assertThat(cluster.stager().retained()).containsExactly(2);
	}

	@Test
	void requesterWhenItIsTheOnlyWorkerIsAnsweredOnceTheCanaryIsWell() {
		FakeCluster cluster = new FakeCluster(1, 1).start();
		FakeProcess requester = cluster.launcher().last();
		cluster.say(requester, new Request(7, new Operation.Reload()));
		cluster.stager().succeed();
		cluster.activate(cluster.launcher().last());
		cluster.advance(CANARY_TIME.minusMillis(1));
		assertThat(requester.peer().answers(Answer.Reloaded.class)).isEmpty();
		cluster.advance(Duration.ofMillis(1));
		assertThat(requester.peer().answers(Answer.Reloaded.class)).hasSize(1);
	}

	@Test
	void requesterWhenItDiesMeanwhileDoesNotHinder() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		FakeProcess requester = cluster.launcher().last(0);
		cluster.say(requester, new Request(7, new Operation.Reload()));
		cluster.stager().succeed();
		requester.exit(137);
		finish(cluster);
		assertThat(lastReport(cluster).result()).isEqualTo(Result.SUCCEEDED);
		assertThat(cluster.launcher().alive(2)).hasSize(2);
	}

	@Test
	void reloadWhenOneIsUnderWayIsAConflict() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		cluster.reloadStaged();
		FakeProcess worker = cluster.launcher().launched().get(1);
		cluster.say(worker, new Request(8, new Operation.Reload()));
		assertThat(worker.peer().answers(Answer.Conflict.class)).hasSize(1)
			.allSatisfy((conflict) -> assertThat(conflict.reason()).contains("a reload to generation 2 is under way"));
		cluster.reload();
		assertThat(cluster.stager().isAsked()).isFalse();
		finish(cluster);
		assertThat(cluster.status().reloads()).hasSize(1);
	}

	@Test
	void reloadWhenStartingIsAConflict() {
		FakeCluster cluster = new FakeCluster(2, 2).open();
		FakeProcess worker = cluster.launcher().last();
		cluster.activate(worker);
		cluster.say(worker, new Request(8, new Operation.Reload()));
		assertThat(worker.peer().answers(Answer.Conflict.class))
			.containsExactly(new Answer.Conflict("the cluster is still starting"));
		assertThat(cluster.stager().isAsked()).isFalse();
	}

	@Test
	void reloadWhenStoppingIsAConflict() {
		FakeCluster cluster = new FakeCluster(1, 1).start();
		cluster.stop();
		cluster.say(cluster.launcher().last(), new Request(8, new Operation.Reload()));
		assertThat(cluster.launcher().last().peer().answers(Answer.Conflict.class))
			.containsExactly(new Answer.Conflict("the cluster is stopping"));
	}

	@Test
	void reloadWhenAskedOfADrainingWorkerIsAConflict() {
		FakeCluster cluster = new FakeCluster(1, 1).start();
		FakeProcess draining = cluster.launcher().last();
		cluster.say(draining, new Bye("SIGTERM"));
		cluster.activateAll();
		cluster.say(draining, new Request(8, new Operation.Reload()));
		assertThat(draining.peer().answers(Answer.Conflict.class)).hasSize(1);
		assertThat(cluster.stager().isAsked()).isFalse();
	}

	// Failure

	@Test
	void stagingWhenItFailsRefusesAndChangesNothing() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		FakeProcess requester = cluster.launcher().last(1);
		cluster.say(requester, new Request(7, new Operation.Reload()));
		cluster.stager().fail("app.jar is no jar");
		assertThat(requester.peer().answers(Answer.Reloaded.class)).hasSize(1);
		assertThat(requester.peer().answers(Answer.Reloaded.class).get(0).report())
			.returns(Result.REFUSED, ReloadReport::result)
			.returns("app.jar is no jar", ReloadReport::reason)
			.returns(1, ReloadReport::generation);
		assertThat(cluster.status().state()).isEqualTo(ClusterState.RUNNING);
		assertThat(cluster.launcher().launched()).hasSize(2);
		cluster.reload();
		cluster.stager().succeed();
		assertThat(cluster.launcher().last().generation()).isEqualTo(2);
	}

	@ParameterizedTest
	@EnumSource(value = WorkerState.class, names = { "STARTING", "READY", "ACTIVE", "KILLING" })
	void canaryWhenItEndsRollsBackAndLeavesTheOldAlone(WorkerState state) {
		FakeCluster cluster = new FakeCluster(2, 2, "heartbeat-timeout=10m", "start-timeout=1m").start();
		List<FakeProcess> old = cluster.launcher().alive();
		FakeProcess canary = cluster.reloadStaged();
		if (state == WorkerState.KILLING) {
			cluster.hello(canary);
			cluster.silence(Duration.ofMinutes(1));
			assertThat(canary.dumped()).isOne();
		}
		else {
			cluster.bring(canary, state);
		}
		canary.exit(1);
		assertThat(cluster.launcher().alive()).containsExactlyElementsOf(old);
		assertThat(cluster.launcher().launched()).hasSize(3);
		assertThat(cluster.status().state()).isEqualTo(ClusterState.RUNNING);
		assertThat(cluster.status().generation()).isEqualTo(1);
		assertThat(lastReport(cluster)).returns(Result.ROLLED_BACK, ReloadReport::result)
			.returns(1, ReloadReport::generation)
			.returns(2, ReloadReport::attempted);
		assertThat(lastReport(cluster).reason()).startsWith("Worker 0 (pid " + canary.pid() + ")")
			.contains("exit code 1");
		assertThat(old.get(1).peer().notices()).contains(new ReloadStarted(2),
				new ReloadRolledBack(1, 2, String.valueOf(lastReport(cluster).reason())));
		assertThat(cluster.stager().retained()).containsExactly(1);
		assertThat(cluster.status().incidents()).hasSize(1);
	}

	@Test
	void canaryWhenItFailsToStartTellsItsException() {
		FakeCluster cluster = new FakeCluster(1, 1).start();
		FakeProcess canary = cluster.reloadStaged();
		cluster.hello(canary);
		cluster.say(canary, new Failed("java.lang.IllegalStateException: no table"));
		canary.exit(1);
		assertThat(lastReport(cluster).reason()).contains("failed to start: java.lang.IllegalStateException: no table");
	}

	@Test
	void canaryWhenItSpeaksAnotherProtocolSaysSo() {
		FakeCluster cluster = new FakeCluster(1, 1).start();
		FakeProcess canary = cluster.reloadStaged();
		cluster.say(canary, new Hello(Message.VERSION + 1, "token", canary.pid()));
		assertThat(canary.peer().isClosed()).isTrue();
		canary.exit(0);
		assertThat(lastReport(cluster).reason()).contains("speaks version " + (Message.VERSION + 1));
	}

	@Test
	void canaryWhenItLosesItsHeartbeatRollsBack() {
		FakeCluster cluster = new FakeCluster(1, 1, "reload.canary-time=1h", "heartbeat-timeout=10s").start();
		FakeProcess old = cluster.launcher().last();
		FakeProcess canary = cluster.reloadStaged();
		cluster.activate(canary);
		cluster.silenceOf(canary, Duration.ofSeconds(10));
		assertThat(canary.dumped()).isOne();
		canary.exit(137);
		assertThat(cluster.launcher().alive()).containsExactly(old);
		assertThat(lastReport(cluster).reason()).contains("gave no sign of life");
	}

	@Test
	void canaryWhenItCannotBeLaunchedRollsBack() {
		FakeCluster cluster = new FakeCluster(1, 1).start();
		cluster.launcher().breakDown(true);
		cluster.reload();
		cluster.stager().succeed();
		cluster.advance(Duration.ofSeconds(1));
		assertThat(lastReport(cluster).result()).isEqualTo(Result.ROLLED_BACK);
		assertThat(cluster.status().state()).isEqualTo(ClusterState.RUNNING);
	}

	@Test
	void canaryWhenItLeavesOfItsOwnAccordIsTriedAgain() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		FakeProcess canary = cluster.reloadStaged();
		cluster.activate(canary);
		cluster.say(canary, new Bye("SIGTERM"));
		canary.exit(0);
		assertThat(cluster.launcher().last()).isNotSameAs(canary).returns(0, FakeProcess::index);
		finish(cluster);
		assertThat(lastReport(cluster).result()).isEqualTo(Result.SUCCEEDED);
	}

	@Test
	void laterSuccessorWhenItFailsLeavesNoMixture() {
		FakeCluster cluster = new FakeCluster(4, 4).start();
		FakeProcess third = reloadUntilIndex(cluster, 2);
		third.exit(1);
		assertThat(step(cluster)).startsWith("rolling back: Worker 2");
		assertThat(lastLaunched(cluster)).returns(0, FakeProcess::index).returns(1, FakeProcess::generation);
		while (cluster.status().state() == ClusterState.RELOADING) {
			assertThat(accepting(cluster)).isGreaterThanOrEqualTo(4);
			assertThat(cluster.launcher().alive()).hasSizeLessThanOrEqualTo(5);
			oneStep(cluster);
		}
		assertThat(cluster.launcher().alive(1)).hasSize(4);
		assertThat(cluster.launcher().alive()).hasSize(4);
		assertThat(lastReport(cluster)).returns(Result.ROLLED_BACK, ReloadReport::result);
		assertThat(cluster.stager().retained()).containsExactly(1);
	}

	@Test
	void newWorkerWhenItDiesYoungAfterItsPredecessorIsReplacedByTheOldGeneration() {
		FakeCluster cluster = new FakeCluster(3, 3).start();
		reloadUntilIndex(cluster, 1);
		cluster.launcher().last(0).exit(1);
		assertThat(cluster.launcher().last(0).generation()).isOne();
		finish(cluster);
		assertThat(cluster.launcher().alive(1)).hasSize(3);
		assertThat(lastReport(cluster).result()).isEqualTo(Result.ROLLED_BACK);
	}

	@Test
	void oldWorkerWhenItDiesDuringARollComesBackInItsGeneration() {
		FakeCluster cluster = new FakeCluster(3, 3).start();
		cluster.reloadStaged();
		cluster.launcher().last(2).exit(137);
		assertThat(cluster.launcher().last(2).generation()).isOne();
		finish(cluster);
		assertThat(lastReport(cluster).result()).isEqualTo(Result.SUCCEEDED);
		assertThat(cluster.launcher().alive(2)).hasSize(3);
	}

	@Test
	void predecessorWhenItDiesIsNotStartedAgainBesideItsSuccessor() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		FakeProcess predecessor = cluster.launcher().last(0);
		FakeProcess canary = cluster.reloadStaged();
		predecessor.exit(1);
		cluster.advance(Duration.ofSeconds(1));
		assertThat(cluster.launcher().last()).isSameAs(canary);
		canary.exit(1);
		assertThat(cluster.launcher().last()).returns(0, FakeProcess::index).returns(1, FakeProcess::generation);
		finish(cluster);
		assertThat(cluster.launcher().alive(1)).hasSize(2);
	}

	@Test
	void crashAfterAFailedReloadRestartsTheGenerationThatWorks() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		cluster.reloadStaged().exit(1);
		cluster.launcher().last(1).exit(137);
		assertThat(cluster.launcher().last(1).generation()).isOne();
	}

	@Test
	void crashAfterAReloadRestartsTheNewGeneration() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		finishReload(cluster);
		cluster.launcher().last(1).exit(137);
		assertThat(cluster.launcher().last(1).generation()).isEqualTo(2);
	}

	@Test
	void rollBackWhenTheOldGenerationDoesNotGetUpEitherKeepsWhatServes() {
		FakeCluster cluster = new FakeCluster(2, 2, "restart.max-failures=3").start();
		FakeProcess second = reloadUntilIndex(cluster, 1);
		FakeProcess survivor = cluster.launcher().last(0);
		second.exit(1);
		for (int i = 0; i < 3; i++) {
			cluster.advance(Duration.ofSeconds(30));
			assertThat(lastLaunched(cluster)).returns(0, FakeProcess::index).returns(1, FakeProcess::generation);
			lastLaunched(cluster).exit(1);
		}
		assertThat(cluster.supervisor().exitCode()).isEmpty();
		assertThat(lastReport(cluster).result()).isEqualTo(Result.ROLLED_BACK);
		assertThat(cluster.stateOf(survivor)).isEqualTo(WorkerState.ACTIVE);
		assertThat(cluster.status().state()).isEqualTo(ClusterState.RUNNING);
		assertThat(cluster.stager().retained()).containsExactlyInAnyOrder(1, 2);
		finishReload(cluster);
		assertThat(cluster.launcher().alive(3)).hasSize(2);
	}

	@Test
	void reloadWhenAnIndexWasGivenUpCanBringItBack() {
		FakeCluster cluster = new FakeCluster(2, 2, "restart.max-failures=1", "restart.on-give-up=degrade").start();
		cluster.launcher().last(1).exit(1);
		assertThat(cluster.status().state()).isEqualTo(ClusterState.DEGRADED);
		finishReload(cluster);
		assertThat(cluster.status().state()).isEqualTo(ClusterState.RUNNING);
		assertThat(cluster.launcher().alive(2)).hasSize(2);
	}

	// Stop

	@Test
	void stopDuringARollDrainsAllOfThemAndAnswers() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		FakeProcess requester = cluster.launcher().last(1);
		cluster.say(requester, new Request(7, new Operation.Reload()));
		cluster.stager().succeed();
		cluster.hello(cluster.launcher().last());
		cluster.stop();
		assertThat(cluster.launcher().alive()).hasSize(3)
			.allSatisfy((process) -> assertThat(process.peer().sent(Drain.class)).hasSize(1));
		assertThat(requester.peer().answers(Answer.Reloaded.class)).hasSize(1);
		cluster.launcher().alive().forEach((process) -> process.exit(0));
		assertThat(cluster.supervisor().exitCode()).hasValue(0);
		assertThat(cluster.launcher().launched()).hasSize(3);
	}

	@Test
	void stopDuringStagingStartsNobody() {
		FakeCluster cluster = new FakeCluster(1, 1).start();
		cluster.reload();
		cluster.stop();
		cluster.stager().succeed();
		cluster.launcher().alive().forEach((process) -> process.exit(0));
		assertThat(cluster.supervisor().exitCode()).hasValue(0);
		assertThat(cluster.launcher().launched()).hasSize(1);
	}

	@Test
	void drainOfAPredecessorIsCappedByItsTimeout() {
		FakeCluster cluster = new FakeCluster(2, 2, "drain-timeout=20s").start();
		FakeProcess predecessor = cluster.launcher().last(0);
		cluster.activate(cluster.reloadStaged());
		cluster.advance(CANARY_TIME);
		cluster.advance(Duration.ofSeconds(20));
		assertThat(predecessor.dumped()).isPositive();
		predecessor.exit(137);
		finish(cluster);
		assertThat(lastReport(cluster).result()).isEqualTo(Result.SUCCEEDED);
	}

	private static void replaceCanary(FakeCluster cluster) {
		FakeProcess predecessor = cluster.launcher().last(0);
		cluster.activate(cluster.reloadStaged());
		cluster.advance(CANARY_TIME);
		predecessor.exit(0);
	}

	private static void finishReload(FakeCluster cluster) {
		cluster.reloadStaged();
		finish(cluster);
	}

	private static void finish(FakeCluster cluster) {
		for (int i = 0; cluster.status().state() == ClusterState.RELOADING; i++) {
			assertThat(i).as("steps of a reload").isLessThan(1000);
			oneStep(cluster);
		}
	}

	/*
	 * Each worker does what it is told.
	 */
	private static void oneStep(FakeCluster cluster) {
		for (FakeProcess process : cluster.launcher().alive()) {
			switch (cluster.stateOf(process)) {
				case STARTING -> {
					cluster.ready(process);
					return;
				}
				case READY -> {
					if (!process.peer().sent(Activate.class).isEmpty()) {
						cluster.say(process, new Message.Active());
						return;
					}
				}
				case DRAINING, KILLING -> {
					process.exit(0);
					return;
				}
				default -> {
				}
			}
		}
		cluster.advance(Duration.ofSeconds(1));
	}

	/*
	 * Let indexes be replaced, up to the start of the successor of the given one.
	 */
	private static FakeProcess reloadUntilIndex(FakeCluster cluster, int index) {
		cluster.reloadStaged();
		while (lastLaunched(cluster).index() != index || lastLaunched(cluster).generation() != 2) {
			oneStep(cluster);
		}
		return lastLaunched(cluster);
	}

	private static FakeProcess lastLaunched(FakeCluster cluster) {
		return cluster.launcher().last();
	}

	private static long accepting(FakeCluster cluster) {
		List<WorkerStatus> all = new ArrayList<>(cluster.status().workers());
		return all.stream().filter((worker) -> worker.state() == WorkerState.ACTIVE).count();
	}

	private static String step(FakeCluster cluster) {
		ReloadProgress progress = cluster.status().reload();
		assertThat(progress).isNotNull();
		return progress.step();
	}

	private static ReloadReport lastReport(FakeCluster cluster) {
		List<ReloadReport> reports = cluster.status().reloads();
		return reports.get(reports.size() - 1);
	}

}
