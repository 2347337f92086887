package io.clusterboot.master;

import java.time.Duration;

import io.clusterboot.ActionReport;
import io.clusterboot.ActionReport.Result;
import io.clusterboot.ClusterState;
import io.clusterboot.ReloadReport;
import io.clusterboot.Silence;
import io.clusterboot.WorkerState;
import io.clusterboot.WorkerStatus;
import io.clusterboot.ipc.Message;
import io.clusterboot.ipc.Message.Active;
import io.clusterboot.ipc.Message.Drain;
import io.clusterboot.ipc.Message.Reply;
import io.clusterboot.ipc.Message.Request;
import io.clusterboot.ipc.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Supervisor} and {@link Restarts}: one worker is replaced because
 * somebody asks for it.
 */
@ExtendWith(Silence.class)
class SupervisorRestartTests {

	// A worker that serves

	@Test
	void restartStartsASuccessorFirstAndAnswersWhenThePredecessorHasEnded() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		FakeProcess predecessor = cluster.launcher().last(1);
		FakePeer operator = cluster.ask(new Operation.Restart(1));
		FakeProcess successor = cluster.launcher().last();
		assertThat(successor).returns(1, FakeProcess::index).returns(1, FakeProcess::generation);
		assertThat(cluster.launcher().launched()).hasSize(3);
		cluster.ready(successor);
		assertThat(cluster.stateOf(predecessor)).isEqualTo(WorkerState.ACTIVE);
		cluster.say(successor, new Active());
		assertThat(cluster.stateOf(predecessor)).isEqualTo(WorkerState.DRAINING);
		assertThat(operator.sent()).isEmpty();
		predecessor.exit(0);
		assertThat(operator.report()).returns(Result.SUCCEEDED, ActionReport::result)
			.returns(2, ActionReport::wanted)
			.returns(null, ActionReport::reason);
		assertThat(cluster.status().workers()).extracting(WorkerStatus::restarts).containsOnly(0);
		assertThat(cluster.status().incidents()).isEmpty();
		cluster.advance(Duration.ofMinutes(1));
		assertThat(cluster.launcher().launched()).hasSize(3);
	}

	@Test
	void restartOfTheRequesterIsAnsweredThroughItOnceItDrains() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		FakeProcess requester = cluster.launcher().last(1);
		cluster.say(requester, new Request(7, new Operation.Restart(1)));
		cluster.activate(cluster.launcher().last());
		assertThat(requester.peer().sent()).extracting(Message::getClass).endsWith(Drain.class, Reply.class);
		assertThat(requester.peer().sent(Drain.class)).hasSize(1);
		assertThat(requester.peer().report().result()).isEqualTo(Result.SUCCEEDED);
	}

	@Test
	void restartWhenAnotherWorkerAsksIsAnsweredThroughThat() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		FakeProcess requester = cluster.launcher().last(0);
		FakeProcess predecessor = cluster.launcher().last(1);
		cluster.say(requester, new Request(7, new Operation.Restart(1)));
		cluster.activate(cluster.launcher().last());
		assertThat(requester.peer().sent(Reply.class)).isEmpty();
		predecessor.exit(0);
		assertThat(requester.peer().report().result()).isEqualTo(Result.SUCCEEDED);
	}

	@ParameterizedTest
	@EnumSource(value = WorkerState.class, names = { "STARTING", "READY", "KILLING" })
	void restartWhenTheSuccessorFailsLeavesThePredecessorAlone(WorkerState state) {
		FakeCluster cluster = new FakeCluster(2, 2, "restart.max-failures=1", "start-timeout=10s",
				"heartbeat-timeout=1h")
			.start();
		FakeProcess predecessor = cluster.launcher().last(1);
		FakePeer operator = cluster.ask(new Operation.Restart(1));
		FakeProcess successor = cluster.launcher().last();
		if (state == WorkerState.KILLING) {
			cluster.hello(successor);
			cluster.silence(Duration.ofSeconds(10));
			assertThat(cluster.stateOf(successor)).isEqualTo(WorkerState.KILLING);
		}
		else {
			cluster.bring(successor, state);
		}
		assertThat(operator.sent()).isEmpty();
		successor.exit(1);
		assertThat(operator.report()).returns(Result.FAILED, ActionReport::result);
		assertThat(operator.report().reason()).contains("exit code 1");
		assertThat(cluster.supervisor().exitCode()).isEmpty();
		assertThat(cluster.status().state()).isEqualTo(ClusterState.RUNNING);
		cluster.advance(Duration.ofMinutes(5));
		assertThat(cluster.stateOf(predecessor)).isEqualTo(WorkerState.ACTIVE);
		assertThat(cluster.launcher().launched()).hasSize(3);
	}

	@Test
	void restartWhenTheSuccessorCannotBeLaunchedLeavesThePredecessorAlone() {
		FakeCluster cluster = new FakeCluster(1, 1, "restart.max-failures=1").start();
		cluster.launcher().breakDown(true);
		FakePeer operator = cluster.ask(new Operation.Restart(0));
		assertThat(operator.report().reason()).contains("could not be launched");
		assertThat(cluster.status().state()).isEqualTo(ClusterState.RUNNING);
		assertThat(cluster.launcher().attempts()).isEqualTo(2);
	}

	@Test
	void restartAfterOneThatFailedIsTriedAgain() {
		FakeCluster cluster = new FakeCluster(1, 1).start();
		FakeProcess predecessor = cluster.launcher().last();
		cluster.ask(new Operation.Restart(0));
		cluster.launcher().last().exit(1);
		FakePeer operator = cluster.ask(new Operation.Restart(0));
		cluster.activate(cluster.launcher().last());
		predecessor.exit(0);
		assertThat(operator.report().result()).isEqualTo(Result.SUCCEEDED);
		assertThat(cluster.launcher().launched()).hasSize(3);
	}

	@Test
	void restartWhenThePredecessorDiesMeanwhileSucceedsWithItsSuccessor() {
		FakeCluster cluster = new FakeCluster(1, 1, "restart.max-failures=1").start();
		FakePeer operator = cluster.ask(new Operation.Restart(0));
		cluster.launcher().launched().get(0).exit(137);
		assertThat(operator.sent()).isEmpty();
		cluster.activate(cluster.launcher().last());
		assertThat(operator.report().result()).isEqualTo(Result.SUCCEEDED);
		assertThat(cluster.launcher().launched()).hasSize(2);
	}

	@Test
	void restartWhenThePredecessorDiesAndThenTheSuccessorFails() {
		FakeCluster cluster = new FakeCluster(1, 1).start();
		FakePeer operator = cluster.ask(new Operation.Restart(0));
		cluster.launcher().launched().get(0).exit(137);
		cluster.launcher().last().exit(1);
		assertThat(operator.report()).returns(Result.FAILED, ActionReport::result);
		cluster.advance(Duration.ofSeconds(1));
		assertThat(cluster.launcher().launched()).as("started again, as ever").hasSize(3);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2 })
	void restartNeverHasMoreProcessesThanAllowed(int surge) {
		FakeCluster cluster = new FakeCluster(2, 4, "reload.max-surge=" + surge).start();
		FakeProcess predecessor = cluster.launcher().last(1);
		cluster.ask(new Operation.Restart(1));
		cluster.activate(cluster.launcher().last());
		assertThat(cluster.stateOf(predecessor)).isEqualTo(WorkerState.DRAINING);
		FakePeer conflict = cluster.ask(new Operation.Restart(0));
		assertThat(conflict.conflict()).contains("worker 1 is being restarted");
		predecessor.exit(0);
		cluster.ask(new Operation.Restart(0));
		assertThat(cluster.launcher().alive()).hasSize(3);
	}

	@Test
	void restartWaitsForRoom() {
		FakeCluster cluster = new FakeCluster(3, 4).start();
		cluster.say(cluster.launcher().last(2), new Message.Bye("SIGTERM"));
		assertThat(cluster.launcher().alive()).hasSize(4);
		cluster.ask(new Operation.Restart(1));
		assertThat(cluster.launcher().alive()).hasSize(4);
		cluster.launcher().launched().get(2).exit(0);
		assertThat(cluster.launcher().last()).returns(1, FakeProcess::index);
	}

	// A worker that does not

	@Test
	void restartOfAWorkerInBackOffStartsItAtOnce() {
		FakeCluster cluster = new FakeCluster(2, 2, "restart.backoff=10s", "restart.max-failures=2").start();
		cluster.launcher().last(1).exit(1);
		assertThat(cluster.launcher().launched()).hasSize(2);
		FakePeer operator = cluster.ask(new Operation.Restart(1));
		assertThat(cluster.launcher().launched()).hasSize(3);
		cluster.launcher().last().exit(1);
		assertThat(cluster.status().state()).as("its failures were forgotten").isEqualTo(ClusterState.DEGRADED);
		assertThat(operator.report()).returns(Result.FAILED, ActionReport::result);
		assertThat(operator.report().reason()).contains("exit code 1");
	}

	@Test
	void restartOfAWorkerThatWasGivenUpSucceedsWhenItIsActive() {
		FakeCluster cluster = new FakeCluster(2, 2, "restart.max-failures=1", "restart.on-give-up=degrade").start();
		cluster.launcher().last(1).exit(1);
		FakePeer operator = cluster.ask(new Operation.Restart(1));
		assertThat(operator.sent()).isEmpty();
		cluster.activate(cluster.launcher().last());
		assertThat(operator.report().result()).isEqualTo(Result.SUCCEEDED);
		assertThat(cluster.status().state()).isEqualTo(ClusterState.RUNNING);
	}

	@Test
	void restartOfAWorkerThatIsStartingWaitsForIt() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		cluster.launcher().last(1).exit(137);
		cluster.advance(Duration.ofSeconds(1));
		assertThat(cluster.launcher().launched()).hasSize(3);
		FakePeer operator = cluster.ask(new Operation.Restart(1));
		assertThat(operator.sent()).isEmpty();
		cluster.activate(cluster.launcher().last());
		assertThat(operator.report().result()).isEqualTo(Result.SUCCEEDED);
		assertThat(cluster.launcher().launched()).hasSize(3);
	}

	// Refused, or overtaken

	@ParameterizedTest
	@ValueSource(ints = { -1, 2, 512 })
	void restartOfNobodyIsAConflict(int index) {
		FakeCluster cluster = new FakeCluster(2, 2, "spares=1").start();
		assertThat(cluster.ask(new Operation.Restart(index)).conflict())
			.isEqualTo("there is no worker " + index + "; indexes are 0 to 1");
	}

	@Test
	void restartDuringAReloadIsAConflict() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		cluster.reload();
		assertThat(cluster.ask(new Operation.Restart(1)).conflict()).contains("a reload is under way");
	}

	@Test
	void restartWhileScalingIsAConflict() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		cluster.ask(new Operation.Scale(3));
		assertThat(cluster.ask(new Operation.Restart(1)).conflict()).contains("the number of workers is being changed");
	}

	@Test
	void anythingAskedOfAWorkerThatIsBeingReplacedIsAConflict() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		FakeProcess replaced = cluster.launcher().last(1);
		cluster.ask(new Operation.Restart(1));
		cluster.say(replaced, new Request(7, new Operation.Reload()));
		assertThat(replaced.peer().conflict()).contains("ask again on a new connection");
		assertThat(cluster.stager().isAsked()).isFalse();
	}

	@Test
	void restartWhenItsIndexIsScaledAwayFails() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		FakePeer operator = cluster.ask(new Operation.Restart(1));
		FakePeer scaling = cluster.ask(new Operation.Scale(1));
		assertThat(operator.report()).returns(Result.FAILED, ActionReport::result)
			.returns("the index is not wanted any more: scaled to 1", ActionReport::reason);
		cluster.launcher().launched().subList(1, 3).forEach((process) -> process.exit(0));
		assertThat(scaling.report().result()).isEqualTo(Result.SUCCEEDED);
		assertThat(cluster.launcher().launched()).hasSize(3);
	}

	@Test
	void reloadBegunDuringARestartReplacesAll() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		FakePeer operator = cluster.ask(new Operation.Restart(0));
		cluster.reloadStaged();
		cluster.finish();
		assertThat(operator.report().result()).isEqualTo(Result.SUCCEEDED);
		assertThat(cluster.status().reloads()).extracting(ReloadReport::result)
			.containsExactly(ReloadReport.Result.SUCCEEDED);
		assertThat(cluster.launcher().alive()).hasSize(2).allMatch((process) -> process.generation() == 2);
	}

	@Test
	void reloadBegunDuringARestartThatIsRolledBackLetsItGoOn() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		FakeProcess predecessor = cluster.launcher().last(0);
		FakePeer operator = cluster.ask(new Operation.Restart(0));
		cluster.reloadStaged();
		cluster.launcher().last(0).exit(143);
		assertThat(cluster.launcher().last().generation()).isEqualTo(2);
		cluster.launcher().last().exit(1);
		cluster.finish();
		assertThat(operator.report().result()).isEqualTo(Result.SUCCEEDED);
		assertThat(cluster.status().reloads()).extracting(ReloadReport::result)
			.containsExactly(ReloadReport.Result.ROLLED_BACK);
		assertThat(cluster.launcher().alive()).hasSize(2)
			.doesNotContain(predecessor)
			.allMatch((process) -> process.generation() == 1);
	}

	@Test
	void stopDuringARestartAnswers() {
		FakeCluster cluster = new FakeCluster(1, 1).start();
		FakePeer operator = cluster.ask(new Operation.Restart(0));
		cluster.stop();
		assertThat(operator.report()).returns(Result.FAILED, ActionReport::result);
	}

	/*
	 * From now on each worker does what it is told.
	 */

}
