package io.clusterboot.master;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import io.clusterboot.ActionReport;
import io.clusterboot.ActionReport.Result;
import io.clusterboot.ClusterEvent.Scaled;
import io.clusterboot.ClusterState;
import io.clusterboot.ReloadReport;
import io.clusterboot.WorkerLoad;
import io.clusterboot.WorkerState;
import io.clusterboot.WorkerStatus;
import io.clusterboot.ipc.Message;
import io.clusterboot.ipc.Message.Activate;
import io.clusterboot.ipc.Message.Active;
import io.clusterboot.ipc.Message.Bye;
import io.clusterboot.ipc.Message.Drain;
import io.clusterboot.ipc.Message.Reply;
import io.clusterboot.ipc.Message.Request;
import io.clusterboot.ipc.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Supervisor} and {@link Scaling}: another number of workers.
 */
@ExtendWith(OutputCaptureExtension.class)
class SupervisorScalingTests {

	// More

	@Test
	void scaleUpStartsTheNewIndexesAndAnswersWhenAllAreActive() {
		FakeCluster cluster = new FakeCluster(2, 4).start();
		FakePeer operator = cluster.ask(new Operation.Scale(4));
		assertThat(cluster.launcher().launched()).extracting(FakeProcess::index).containsExactly(0, 1, 2, 3);
		assertThat(cluster.launcher().launched()).extracting((process) -> process.order().count())
			.containsExactly(2, 2, 4, 4);
		assertThat(cluster.status().state()).isEqualTo(ClusterState.RUNNING);
		cluster.activate(cluster.launcher().last(2));
		assertThat(operator.sent()).isEmpty();
		cluster.activate(cluster.launcher().last(3));
		assertThat(operator.report()).returns(Result.SUCCEEDED, ActionReport::result)
			.returns(4, ActionReport::wanted)
			.returns(null, ActionReport::reason);
		assertThat(indexes(cluster)).containsExactly(0, 1, 2, 3);
		assertThat(cluster.launcher().last(0).peer().notices()).contains(new Scaled(2, 4, "asked by an operator"));
	}

	@Test
	void scaleWhenWorkerHasNotSaidHelloTellsItLater() {
		FakeCluster cluster = new FakeCluster(1, 4).start();
		cluster.ask(new Operation.Scale(2));
		FakeProcess second = cluster.launcher().last(1);
		cluster.ask(new Operation.Scale(3));
		assertThat(second.order().count()).isEqualTo(2);
		cluster.hello(second);
		assertThat(second.peer().notices()).hasSize(1)
			.first()
			.isInstanceOfSatisfying(Scaled.class, (scaled) -> assertThat(scaled.to()).isEqualTo(3));
	}

	@Test
	void scaleWhenWorkerWasLaunchedSinceTellsItNothing() {
		FakeCluster cluster = new FakeCluster(1, 4).start();
		cluster.ask(new Operation.Scale(2));
		cluster.hello(cluster.launcher().last(1));
		assertThat(cluster.launcher().last(1).peer().notices()).isEmpty();
	}

	@Test
	void signalAddsOrTakesOne() {
		FakeCluster cluster = new FakeCluster(2, 4).start();
		cluster.step(new Event.Scale(1, "SIGTTIN"));
		cluster.step(new Event.Scale(1, "SIGTTIN"));
		assertThat(cluster.status().wanted()).isEqualTo(4);
		cluster.activateAll();
		cluster.step(new Event.Scale(-1, "SIGTTOU"));
		assertThat(cluster.status().wanted()).isEqualTo(3);
		assertThat(cluster.stateOf(cluster.launcher().last(3))).isEqualTo(WorkerState.DRAINING);
	}

	@Test
	void scaleUpWhenASpareWaitsLetsItTakeTheNewIndex() {
		FakeCluster cluster = new FakeCluster(2, 4, "spares=1").start();
		FakeProcess spare = cluster.launcher().last();
		cluster.ask(new Operation.Scale(3));
		assertThat(spare.peer().sent(Activate.class)).containsExactly(new Activate(2));
		cluster.say(spare, new Active());
		assertThat(cluster.status().workers()).extracting(WorkerStatus::pid).contains(spare.pid());
		assertThat(cluster.launcher().last()).as("the next spare").returns(3, FakeProcess::index);
	}

	@Test
	void scaleUpWhenASpareWasLaunchedWithTheNumberUsesAnother() {
		FakeCluster cluster = new FakeCluster(2, 4, "spares=1").open();
		cluster.activate(cluster.launcher().last(0));
		cluster.activate(cluster.launcher().last(1));
		FakeProcess spare = cluster.launcher().last(2);
		FakePeer operator = cluster.ask(new Operation.Scale(3));
		FakeProcess added = cluster.launcher().last();
		assertThat(cluster.stateOf(spare)).isEqualTo(WorkerState.STARTING);
		assertThat(added).returns(3, FakeProcess::index);
		assertThat(cluster.statusOf(added)).returns(2, WorkerStatus::index);
		cluster.ready(added);
		assertThat(added.peer().sent(Activate.class)).containsExactly(new Activate(2));
		cluster.say(added, new Active());
		assertThat(operator.report().result()).isEqualTo(Result.SUCCEEDED);
	}

	@Test
	void scaleUpWhenASpareHasTakenOverAnotherIndexUsesAnotherNumber() {
		FakeCluster cluster = new FakeCluster(2, 4, "spares=1").start();
		FakeProcess spare = cluster.launcher().last(2);
		cluster.launcher().last(0).exit(137);
		cluster.say(spare, new Active());
		FakeProcess nextSpare = cluster.launcher().last(3);
		cluster.ask(new Operation.Scale(3));
		FakeProcess added = cluster.launcher().last();
		assertThat(added).isNotSameAs(nextSpare).returns(4, FakeProcess::index);
		assertThat(cluster.statusOf(added)).returns(2, WorkerStatus::index);
	}

	@Test
	void scaleUpWhenWorkersDoNotStartGoesBackAndDoesNotGiveUp() {
		FakeCluster cluster = new FakeCluster(2, 4, "restart.max-failures=3").start();
		FakePeer operator = cluster.ask(new Operation.Scale(4));
		FakeProcess fine = cluster.launcher().last(3);
		cluster.activate(fine);
		for (int i = 0; i < 2; i++) {
			cluster.launcher().last(2).exit(1);
			cluster.advance(Duration.ofSeconds(30));
		}
		assertThat(operator.sent()).isEmpty();
		cluster.launcher().last(2).exit(1);
		assertThat(cluster.supervisor().exitCode()).isEmpty();
		assertThat(cluster.status().wanted()).isEqualTo(2);
		assertThat(operator.report()).returns(Result.FAILED, ActionReport::result).returns(2, ActionReport::wanted);
		assertThat(operator.report().reason()).contains("has failed 3 times in a row", "exit code 1");
		assertThat(cluster.stateOf(fine)).isEqualTo(WorkerState.DRAINING);
		fine.exit(0);
		cluster.advance(Duration.ofMinutes(5));
		assertThat(cluster.launcher().alive()).extracting(FakeProcess::index).containsExactly(0, 1);
		assertThat(cluster.status().state()).isEqualTo(ClusterState.RUNNING);
		assertThat(cluster.launcher().last(0).peer().notices()).contains(new Scaled(4, 2, "scaling to 4 failed"));
	}

	@Test
	void scaleUpWhenWorkersCannotBeLaunchedGoesBack() {
		FakeCluster cluster = new FakeCluster(1, 4, "restart.max-failures=2").start();
		cluster.launcher().breakDown(true);
		FakePeer operator = cluster.ask(new Operation.Scale(2));
		cluster.advance(Duration.ofMinutes(1));
		assertThat(operator.report().reason()).contains("could not be launched");
		assertThat(cluster.status().state()).isEqualTo(ClusterState.RUNNING);
		assertThat(cluster.status().wanted()).isOne();
	}

	@Test
	void scaleUpAfterAFailureBeginsWithNoFailures() {
		FakeCluster cluster = new FakeCluster(1, 4, "restart.max-failures=2").start();
		cluster.ask(new Operation.Scale(2));
		cluster.launcher().last(1).exit(1);
		cluster.advance(Duration.ofSeconds(1));
		cluster.launcher().last(1).exit(1);
		assertThat(cluster.status().wanted()).isOne();
		FakePeer operator = cluster.ask(new Operation.Scale(2));
		assertThat(cluster.launcher().launched()).as("at once").hasSize(4);
		cluster.launcher().last(1).exit(1);
		assertThat(operator.sent()).isEmpty();
		cluster.advance(Duration.ofSeconds(1));
		cluster.activate(cluster.launcher().last());
		assertThat(operator.report().result()).isEqualTo(Result.SUCCEEDED);
	}

	@Test
	void scaleUpWhenAnOldWorkerFailsTooOftenGivesUpAllTheSame() {
		FakeCluster cluster = new FakeCluster(2, 4, "restart.max-failures=1").start();
		FakePeer operator = cluster.ask(new Operation.Scale(3));
		cluster.launcher().last(1).exit(1);
		assertThat(cluster.status().state()).isEqualTo(ClusterState.STOPPING);
		assertThat(operator.report().result()).isEqualTo(Result.FAILED);
	}

	@Test
	void scaleUpOnceDoneCountsFailuresAsEver() {
		FakeCluster cluster = new FakeCluster(1, 4, "restart.max-failures=1").start();
		cluster.ask(new Operation.Scale(2));
		cluster.activateAll();
		cluster.launcher().last(1).exit(1);
		assertThat(cluster.status().state()).isEqualTo(ClusterState.STOPPING);
	}

	@Test
	void scaleUpWhenMemoryIsShortIsDoneAllTheSame(CapturedOutput output) {
		FakeCluster cluster = new FakeCluster(1, 4).start();
		cluster.launcher().last().load(new WorkerLoad(0, 0, 8, 100_000_000, 0, 0));
		cluster.advance(Duration.ofSeconds(1));
		cluster.availableMemory(125_000_000);
		cluster.ask(new Operation.Scale(2));
		assertThat(output).doesNotContain("Memory is short");
		cluster.ask(new Operation.Scale(4));
		assertThat(output).contains("Memory is short for 4 workers: 119MB are available, and one takes up to 119MB");
		assertThat(cluster.launcher().launched()).hasSize(4);
	}

	// Fewer

	@Test
	void scaleDownDrainsFromTheHighestIndexAndAnswersWhenTheyHaveEnded(CapturedOutput output) {
		FakeCluster cluster = new FakeCluster(4, 4).start();
		List<FakeProcess> all = cluster.launcher().launched();
		FakePeer operator = cluster.ask(new Operation.Scale(1));
		assertThat(cluster.launcher().alive()).extracting(cluster::stateOf)
			.containsExactly(WorkerState.ACTIVE, WorkerState.DRAINING, WorkerState.DRAINING, WorkerState.DRAINING);
		assertThat(output.toString().lines().filter((line) -> line.contains("is shutting down (scaled to 1)")))
			.extracting((line) -> line.replaceAll(".*Worker (\\d).*", "$1"))
			.containsExactly("3", "2", "1");
		assertThat(indexes(cluster)).containsExactly(0);
		assertThat(cluster.status().spares()).extracting(WorkerStatus::index).containsExactly(1, 2, 3);
		all.get(3).exit(0);
		all.get(1).exit(0);
		assertThat(operator.sent()).isEmpty();
		all.get(2).exit(0);
		assertThat(operator.report()).returns(Result.SUCCEEDED, ActionReport::result).returns(1, ActionReport::wanted);
		cluster.advance(Duration.ofMinutes(5));
		assertThat(cluster.launcher().launched()).hasSize(4);
	}

	@Test
	void scaleDownWhenAWorkerCrashesWhileItDrainsIsDone() {
		FakeCluster cluster = new FakeCluster(2, 4, "restart.max-failures=1").start();
		FakePeer operator = cluster.ask(new Operation.Scale(1));
		cluster.launcher().last(1).exit(134);
		assertThat(operator.report().result()).isEqualTo(Result.SUCCEEDED);
		cluster.advance(Duration.ofMinutes(5));
		assertThat(cluster.launcher().launched()).hasSize(2);
		assertThat(cluster.status().state()).isEqualTo(ClusterState.RUNNING);
	}

	@Test
	void scaleDownWhenAWorkerHungBeforeIsDone() {
		FakeCluster cluster = new FakeCluster(2, 4, "restart.max-failures=1", "heartbeat-timeout=10s").start();
		FakeProcess hung = cluster.launcher().last(1);
		cluster.silenceOf(hung, Duration.ofSeconds(10));
		assertThat(cluster.stateOf(hung)).isEqualTo(WorkerState.KILLING);
		FakePeer operator = cluster.ask(new Operation.Scale(1));
		assertThat(operator.sent()).isEmpty();
		hung.exit(137);
		assertThat(operator.report().result()).isEqualTo(Result.SUCCEEDED);
		assertThat(cluster.status().state()).isEqualTo(ClusterState.RUNNING);
		assertThat(cluster.launcher().launched()).hasSize(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "launched", "ready" })
	void scaleDownWhenAWorkerIsNotActiveYetEndsIt(String state) {
		FakeCluster cluster = new FakeCluster(1, 4).start();
		cluster.ask(new Operation.Scale(2));
		FakeProcess added = cluster.launcher().last();
		if ("ready".equals(state)) {
			cluster.ready(added);
		}
		FakePeer operator = cluster.ask(new Operation.Scale(1));
		assertThat(cluster.stateOf(added)).isEqualTo(WorkerState.DRAINING);
		added.exit(143);
		assertThat(operator.report().result()).isEqualTo(Result.SUCCEEDED);
		assertThat(cluster.launcher().launched()).hasSize(2);
	}

	@Test
	void scaleDownWhenASurplusWorkerAsksDrainsItLastAndAnswersThroughIt() {
		FakeCluster cluster = new FakeCluster(3, 4).start();
		FakeProcess requester = cluster.launcher().last(1);
		cluster.say(requester, new Request(7, new Operation.Scale(1)));
		assertThat(cluster.stateOf(requester)).isEqualTo(WorkerState.ACTIVE);
		assertThat(cluster.stateOf(cluster.launcher().last(2))).isEqualTo(WorkerState.DRAINING);
		cluster.launcher().last(2).exit(0);
		assertThat(requester.peer().sent()).extracting(Message::getClass).endsWith(Drain.class, Reply.class);
		assertThat(requester.peer().report()).returns(Result.SUCCEEDED, ActionReport::result)
			.returns(1, ActionReport::wanted);
		requester.exit(0);
		cluster.advance(Duration.ofMinutes(5));
		assertThat(cluster.launcher().launched()).hasSize(3);
	}

	@Test
	void scaleDownWhenTheRequesterDiesIsDone() {
		FakeCluster cluster = new FakeCluster(3, 4, "restart.max-failures=1").start();
		FakeProcess requester = cluster.launcher().last(2);
		cluster.say(requester, new Request(7, new Operation.Scale(1)));
		requester.exit(1);
		cluster.launcher().last(1).exit(0);
		FakePeer operator = cluster.ask(new Operation.Scale(1));
		assertThat(operator.report()).as("nothing is under way").returns(Duration.ZERO, ActionReport::duration);
		assertThat(cluster.launcher().launched()).hasSize(3);
		assertThat(cluster.status().state()).isEqualTo(ClusterState.RUNNING);
	}

	@Test
	void scaleDownWhenAnotherWorkerWasGivenUpDoesNotWaitForIt() {
		FakeCluster cluster = new FakeCluster(3, 4, "restart.max-failures=1", "restart.on-give-up=degrade").start();
		cluster.launcher().last(0).exit(1);
		FakePeer operator = cluster.ask(new Operation.Scale(2));
		cluster.launcher().last(2).exit(0);
		assertThat(operator.report().result()).isEqualTo(Result.SUCCEEDED);
		assertThat(cluster.status().state()).isEqualTo(ClusterState.DEGRADED);
	}

	@Test
	void scaleDownAndUpAgainStartsASuccessorBesideTheOneThatDrains() {
		FakeCluster cluster = new FakeCluster(2, 4).start();
		FakeProcess first = cluster.launcher().last(1);
		FakePeer down = cluster.ask(new Operation.Scale(1));
		FakePeer up = cluster.ask(new Operation.Scale(2));
		assertThat(down.report()).returns(Result.FAILED, ActionReport::result);
		assertThat(down.report().reason()).startsWith("superseded");
		FakeProcess second = cluster.launcher().last(1);
		assertThat(second).isNotSameAs(first);
		cluster.activate(second);
		assertThat(up.report().result()).isEqualTo(Result.SUCCEEDED);
		first.exit(0);
		assertThat(indexes(cluster)).containsExactly(0, 1);
	}

	@Test
	void scaleDownLeavesWhatSaidByeAlone() {
		FakeCluster cluster = new FakeCluster(2, 4).start();
		FakeProcess leaving = cluster.launcher().last(1);
		cluster.say(leaving, new Bye("SIGTERM"));
		cluster.ask(new Operation.Scale(1));
		assertThat(leaving.peer().sent(Drain.class)).hasSize(1);
	}

	// Refused, or superseded

	@Test
	void scaleToTheSameNumberSucceedsAtOnce() {
		FakeCluster cluster = new FakeCluster(2, 4).start();
		FakePeer operator = cluster.ask(new Operation.Scale(2));
		assertThat(operator.report()).isEqualTo(new ActionReport(Result.SUCCEEDED, null, 2, Duration.ZERO));
		assertThat(cluster.launcher().last().peer().notices()).noneMatch(Scaled.class::isInstance);
	}

	@Test
	void scaleWhenSupersededTellsTheFirstRequester() {
		FakeCluster cluster = new FakeCluster(1, 8).start();
		FakePeer first = cluster.ask(new Operation.Scale(3));
		FakePeer second = cluster.ask(new Operation.Scale(2));
		assertThat(first.report()).returns(Result.FAILED, ActionReport::result);
		assertThat(first.report().reason()).startsWith("superseded");
		cluster.activate(cluster.launcher().last(1));
		assertThat(second.sent()).isEmpty();
		cluster.launcher().last(2).exit(143);
		assertThat(second.report().result()).isEqualTo(Result.SUCCEEDED);
	}

	@Test
	void scaleWhenSupersededGoesBackToWhatWasThereBeforeAll() {
		FakeCluster cluster = new FakeCluster(1, 8, "restart.max-failures=1").start();
		cluster.ask(new Operation.Scale(2));
		FakePeer second = cluster.ask(new Operation.Scale(3));
		cluster.launcher().last(1).exit(1);
		assertThat(second.report().result()).isEqualTo(Result.FAILED);
		assertThat(cluster.status().wanted()).isOne();
	}

	@ParameterizedTest
	@CsvSource({ "0, 0 is outside of 1 to 512", "-1, -1 is outside of 1 to 512", "513, 513 is outside of 1 to 512" })
	void scaleToAnImpossibleNumberIsAConflict(int workers, String reason) {
		FakeCluster cluster = new FakeCluster(1, 1).start();
		assertThat(cluster.ask(new Operation.Scale(workers)).conflict()).isEqualTo(reason);
		assertThat(cluster.status().wanted()).isOne();
	}

	@Test
	void scaleBeyondWhatFollowsTheLoadIsAConflict() {
		FakeCluster cluster = new FakeCluster(2, 4, "scale.min=2", "scale.max=3").start();
		assertThat(cluster.ask(new Operation.Scale(4)).conflict())
			.contains("cluster.scale.min=2 to cluster.scale.max=3");
		assertThat(cluster.ask(new Operation.Scale(1)).conflict())
			.contains("cluster.scale.min=2 to cluster.scale.max=3");
		cluster.ask(new Operation.Scale(3));
		assertThat(cluster.status().wanted()).isEqualTo(3);
	}

	@Test
	void scaleDuringAReloadIsAConflict() {
		FakeCluster cluster = new FakeCluster(1, 4).start();
		cluster.reload();
		assertThat(cluster.ask(new Operation.Scale(2)).conflict()).contains("a reload is under way");
	}

	@Test
	void scaleWhenStartingIsAConflict() {
		FakeCluster cluster = new FakeCluster(2, 4).open();
		assertThat(cluster.ask(new Operation.Scale(3)).conflict()).contains("starting");
	}

	@Test
	void stopDuringScalingAnswers() {
		FakeCluster cluster = new FakeCluster(1, 4).start();
		FakePeer operator = cluster.ask(new Operation.Scale(2));
		cluster.stop();
		assertThat(operator.report()).returns(Result.FAILED, ActionReport::result);
		assertThat(operator.report().reason()).contains("stops");
	}

	// With a reload

	@Test
	void reloadBegunWhileScalingUpReplacesAll() {
		FakeCluster cluster = new FakeCluster(1, 4).start();
		FakePeer operator = cluster.ask(new Operation.Scale(3));
		cluster.reloadStaged();
		cluster.finish();
		assertThat(cluster.status().reloads()).extracting(ReloadReport::result)
			.containsExactly(ReloadReport.Result.SUCCEEDED);
		assertThat(operator.report().result()).isEqualTo(Result.SUCCEEDED);
		assertThat(indexes(cluster)).containsExactly(0, 1, 2);
		assertThat(cluster.status().workers()).extracting(WorkerStatus::generation).containsOnly(2);
		assertThat(cluster.launcher().alive()).hasSize(3);
	}

	@Test
	void reloadBegunWhileScalingDownReplacesThoseThatStay() {
		FakeCluster cluster = new FakeCluster(3, 4).start();
		FakeProcess requester = cluster.launcher().last(2);
		cluster.say(requester, new Request(7, new Operation.Scale(1)));
		cluster.reloadStaged();
		cluster.finish();
		assertThat(requester.peer().report().result()).isEqualTo(Result.SUCCEEDED);
		assertThat(cluster.status().reloads()).extracting(ReloadReport::result)
			.containsExactly(ReloadReport.Result.SUCCEEDED);
		assertThat(cluster.launcher().alive()).hasSize(1).allMatch((process) -> process.generation() == 2);
	}

	@Test
	void reloadBegunWhileScalingUpThatFailsIsFinished() {
		FakeCluster cluster = new FakeCluster(1, 4, "restart.max-failures=1").start();
		FakePeer operator = cluster.ask(new Operation.Scale(2));
		cluster.reloadStaged();
		cluster.launcher().last(1).exit(1);
		assertThat(operator.report().result()).isEqualTo(Result.FAILED);
		cluster.finish();
		assertThat(cluster.status().reloads()).extracting(ReloadReport::result)
			.containsExactly(ReloadReport.Result.SUCCEEDED);
		assertThat(indexes(cluster)).containsExactly(0);
	}

	/*
	 * From now on each worker does what it is told.
	 */
	private static List<Integer> indexes(FakeCluster cluster) {
		List<Integer> indexes = cluster.status().workers().stream().map(WorkerStatus::index).toList();
		assertThat(indexes).isSubsetOf(IntStream.range(0, cluster.status().wanted()).boxed().toList());
		return indexes;
	}

}
