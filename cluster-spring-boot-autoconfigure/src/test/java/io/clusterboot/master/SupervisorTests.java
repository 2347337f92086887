package io.clusterboot.master;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.clusterboot.ClusterEvent.WorkerActive;
import io.clusterboot.ClusterEvent.WorkerExited;
import io.clusterboot.ClusterEvent.WorkerFailed;
import io.clusterboot.ClusterEvent.WorkerStarted;
import io.clusterboot.ClusterState;
import io.clusterboot.ClusterStatus;
import io.clusterboot.Incident;
import io.clusterboot.Silence;
import io.clusterboot.WorkerLoad;
import io.clusterboot.WorkerState;
import io.clusterboot.WorkerStatus;
import io.clusterboot.ipc.Answer;
import io.clusterboot.ipc.DrainOrder;
import io.clusterboot.ipc.Message.Activate;
import io.clusterboot.ipc.Message.Active;
import io.clusterboot.ipc.Message.Bye;
import io.clusterboot.ipc.Message.Drain;
import io.clusterboot.ipc.Message.Failed;
import io.clusterboot.ipc.Message.Heartbeat;
import io.clusterboot.ipc.Message.Hello;
import io.clusterboot.ipc.Message.Ready;
import io.clusterboot.ipc.Message.Reply;
import io.clusterboot.ipc.Message.Request;
import io.clusterboot.ipc.Message.StopAccepting;
import io.clusterboot.ipc.Message.Welcome;
import io.clusterboot.ipc.Message;
import io.clusterboot.ipc.MessageSamples;
import io.clusterboot.ipc.Operation;
import io.clusterboot.ipc.Standstill;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link Supervisor}.
 */
@ExtendWith(Silence.class)
class SupervisorTests {

	private static final Duration NANO = Duration.ofNanos(1);

	private static final Duration SECOND = Duration.ofSeconds(1);

	private static final int SIGKILL = 137;

	// Start

	@Test
	void reconcileWhenNothingRunsLaunchesTheFirstWorkerAlone() {
		FakeCluster cluster = new FakeCluster(4, 4).open();
		assertThat(indexes(cluster)).containsExactly(0);
		assertThat(cluster.launcher().last().generation()).isEqualTo(1);
		cluster.ready(cluster.launcher().last());
		assertThat(indexes(cluster)).containsExactly(0);
	}

	@Test
	void reconcileWhenFirstWorkerIsActiveLaunchesTheOthersInParallel() {
		FakeCluster cluster = new FakeCluster(4, 4).open();
		cluster.activate(cluster.launcher().last());
		assertThat(indexes(cluster)).containsExactly(0, 1, 2, 3);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3 })
	void reconcileNeverHasMoreStartingThanMayStartAtOnce(int startsAtOnce) {
		FakeCluster cluster = new FakeCluster(8, startsAtOnce).open();
		cluster.activate(cluster.launcher().last());
		for (int ready = 0; ready < 7; ready++) {
			assertThat(count(cluster, WorkerState.STARTING)).isEqualTo(Math.min(startsAtOnce, 7 - ready));
			cluster.ready(cluster.launcher().last(ready + 1));
		}
		assertThat(indexes(cluster)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
	}

	@Test
	void reconcileWhenFirstWorkerFailsTriesItAgainAlone() {
		FakeCluster cluster = new FakeCluster(3, 3).open();
		cluster.launcher().last().exit(1);
		cluster.advance(SECOND);
		assertThat(indexes(cluster)).containsExactly(0, 0);
	}

	@Test
	void reconcileWhenAllRunDoesNothing() {
		FakeCluster cluster = new FakeCluster(3, 3).start();
		cluster.advance(Duration.ofMinutes(10));
		assertThat(cluster.launcher().launched()).hasSize(3).allMatch(FakeProcess::isAlive);
		assertThat(cluster.launcher().launched()).allMatch((process) -> process.killed() == 0);
	}

	@Test
	void helloIsWelcomed() {
		FakeCluster cluster = new FakeCluster(1, 1, "heartbeat-interval=3s", "drain-timeout=7s", "pre-stop-delay=2s")
			.open();
		FakeProcess process = cluster.launcher().last();
		cluster.hello(process);
		assertThat(process.peer().sent()).containsExactly(
				new Welcome(Duration.ofSeconds(3), new DrainOrder(Duration.ZERO, Duration.ofSeconds(7), true)));
		assertThat(cluster.stateOf(process)).isEqualTo(WorkerState.STARTING);
	}

	@Test
	void helloWhenPidIsUnknownClosesThePeer() {
		FakeCluster cluster = new FakeCluster(1, 1).open();
		FakePeer stranger = new FakePeer();
		cluster.step(new Event.Received(stranger, new Hello(Message.VERSION, "token", 1)));
		assertThat(stranger.isClosed()).isTrue();
		assertThat(stranger.sent()).isEmpty();
	}

	@Test
	void helloWhenWorkerHasEndedClosesThePeer() {
		FakeCluster cluster = new FakeCluster(1, 1).open();
		FakeProcess process = cluster.launcher().last();
		process.exit(1);
		cluster.hello(process);
		assertThat(process.peer().isClosed()).isTrue();
	}

	@Test
	void readyIsAnsweredWithActivate() {
		FakeCluster cluster = new FakeCluster(1, 1).open();
		FakeProcess process = cluster.launcher().last();
		cluster.ready(process);
		assertThat(cluster.stateOf(process)).isEqualTo(WorkerState.READY);
		assertThat(process.peer().sent(Activate.class)).hasSize(1);
		cluster.say(process, new Active());
		assertThat(cluster.stateOf(process)).isEqualTo(WorkerState.ACTIVE);
		assertThat(process.peer().sent(Activate.class)).hasSize(1);
	}

	@Test
	void statusFollowsTheClusterThroughItsStart() {
		FakeCluster cluster = new FakeCluster(2, 2);
		assertThat(cluster.status().workers()).isEmpty();
		cluster.open();
		assertThat(cluster.status().state()).isEqualTo(ClusterState.STARTING);
		assertThat(cluster.status().wanted()).isEqualTo(2);
		assertThat(cluster.status().master().pid()).isEqualTo(ProcessHandle.current().pid());
		cluster.activate(cluster.launcher().last(0));
		assertThat(cluster.status().state()).isEqualTo(ClusterState.STARTING);
		cluster.activate(cluster.launcher().last(1));
		assertThat(cluster.status().state()).isEqualTo(ClusterState.RUNNING);
		assertThat(cluster.status().active()).isEqualTo(2);
		cluster.launcher().last(1).exit(1);
		assertThat(cluster.status().state()).isEqualTo(ClusterState.DEGRADED);
		cluster.advance(SECOND);
		cluster.activateAll();
		assertThat(cluster.status().state()).isEqualTo(ClusterState.RUNNING);
	}

	@Test
	void statusHasWhatAHeartbeatSaid() {
		FakeCluster cluster = new FakeCluster(1, 1).start();
		FakeProcess process = cluster.launcher().last();
		cluster.say(process, new Heartbeat(new WorkerLoad(11, 12, 13, 14, 15, 0.16), Standstill.NONE));
		assertThat(cluster.status().workers()).containsExactly(new WorkerStatus(0, process.pid(), 1, WorkerState.ACTIVE,
				cluster.clock().now(), 0, null, 11, 12, 14, 15, 0.16));
	}

	@Test
	void noticesReachEveryConnectedWorker() {
		FakeCluster cluster = new FakeCluster(2, 2).open();
		FakeProcess first = cluster.launcher().last(0);
		cluster.activate(first);
		FakeProcess second = cluster.launcher().last(1);
		cluster.activate(second);
		second.exit(1);
		assertThat(first.peer().notices()).containsExactly(new WorkerActive(0, first.pid(), 1),
				new WorkerStarted(1, second.pid(), 1), new WorkerActive(1, second.pid(), 1),
				new WorkerExited(1, second.pid(), false, "exit code 1"), new WorkerFailed(cluster.lastIncident()));
		assertThat(second.peer().notices()).containsExactly(new WorkerActive(1, second.pid(), 1));
	}

	// Ends that nobody asked for

	@Test
	void exitWhenWorkerWasStableIsReplacedAtOnce() {
		FakeCluster cluster = new FakeCluster(3, 3, "restart.stable-after=30s").start();
		cluster.advance(Duration.ofSeconds(30));
		FakeProcess process = cluster.launcher().last(1);
		process.exit(1);
		FakeProcess successor = cluster.launcher().last();
		assertThat(successor).isNotSameAs(process).returns(1, FakeProcess::index);
		assertThat(cluster.statusOf(successor).restarts()).isEqualTo(1);
		assertThat(cluster.statusOf(successor).lastExit()).isEqualTo("exit code 1");
		assertThat(cluster.status().incidents()).containsExactly(
				new Incident(cluster.clock().now(), 1, process.pid(), "exit code 1", null, WorkerLoad.UNKNOWN));
	}

	@Test
	void exitWhenSeveralEndTakesLowestFreeIndexFirst() {
		FakeCluster cluster = new FakeCluster(5, 1, "restart.stable-after=0s").start();
		int before = cluster.launcher().launched().size();
		Stream.of(3, 1, 4)
			.map(cluster.launcher()::last)
			.toList()
			.forEach((process) -> cluster.supervisor().handle(new Event.Exited(process.pid(), 1)));
		cluster.supervisor().reconcile();
		assertThat(indexes(cluster).subList(before, before + 1)).containsExactly(1);
		cluster.activate(cluster.launcher().last());
		cluster.activate(cluster.launcher().last());
		assertThat(indexes(cluster).subList(before, before + 3)).containsExactly(1, 3, 4);
	}

	@Test
	void exitWhenYoungBacksOffMoreAndMoreUpToTheLongest() {
		FakeCluster cluster = new FakeCluster(2, 2, "restart.backoff=200ms", "restart.multiplier=2",
				"restart.max-backoff=1s", "restart.max-failures=100")
			.start();
		for (int millis : new int[] { 200, 400, 800, 1000, 1000 }) {
			cluster.launcher().last(1).exit(1);
			assertStartedAgainAfter(cluster, Duration.ofMillis(millis));
			cluster.activateAll();
		}
		assertThat(indexes(cluster)).containsExactly(0, 1, 1, 1, 1, 1, 1);
	}

	@Test
	void exitWhenWorkerWasStableForgetsFailures() {
		FakeCluster cluster = new FakeCluster(1, 1, "restart.backoff=200ms", "restart.stable-after=30s").start();
		cluster.launcher().last().exit(1);
		assertStartedAgainAfter(cluster, Duration.ofMillis(200));
		cluster.launcher().last().exit(1);
		assertStartedAgainAfter(cluster, Duration.ofMillis(400));
		cluster.activateAll();
		cluster.advance(Duration.ofSeconds(30));
		int launched = cluster.launcher().launched().size();
		cluster.launcher().last().exit(1);
		assertThat(cluster.launcher().launched()).hasSize(launched + 1);
		cluster.activateAll();
		cluster.launcher().last().exit(1);
		assertStartedAgainAfter(cluster, Duration.ofMillis(200));
	}

	@Test
	void exitWhenAlmostStableIsAFailure() {
		FakeCluster cluster = new FakeCluster(1, 1, "restart.stable-after=30s").start();
		cluster.advance(Duration.ofSeconds(30).minus(NANO));
		cluster.launcher().last().exit(1);
		assertStartedAgainAfter(cluster, Duration.ofMillis(200));
	}

	@ParameterizedTest
	@ValueSource(ints = { SIGKILL, 143 })
	void exitWhenActiveWorkerIsKilledFromOutsideIsNoFailure(int status) {
		FakeCluster cluster = new FakeCluster(1, 1, "restart.max-failures=1").start();
		for (int i = 0; i < 5; i++) {
			cluster.launcher().last().exit(status);
			assertThat(cluster.launcher().launched()).hasSize(i + 2);
			cluster.activateAll();
		}
		assertThat(cluster.status().state()).isEqualTo(ClusterState.RUNNING);
		assertThat(cluster.status().incidents()).hasSize(5);
		assertThat(cluster.status().workers().get(0).restarts()).isEqualTo(5);
	}

	@ParameterizedTest
	@EnumSource(value = WorkerState.class, names = { "STARTING", "READY" })
	void exitWhenWorkerThatWasNeverActiveIsKilledFromOutsideIsAFailure(WorkerState state) {
		FakeCluster cluster = new FakeCluster(1, 1).open();
		cluster.bring(cluster.launcher().last(), state).exit(SIGKILL);
		assertStartedAgainAfter(cluster, Duration.ofMillis(200));
	}

	@Test
	void exitWhenKilledForWantOfMemoryIsAFailure() {
		FakeCluster cluster = new FakeCluster(1, 1).start();
		cluster.oomKill();
		cluster.launcher().last().exit(SIGKILL);
		assertStartedAgainAfter(cluster, Duration.ofMillis(200));
		assertThat(cluster.lastIncident().cause()).contains("want of memory");
	}

	@Test
	void exitWhenJvmCrashedIsAFailureThatNamesTheReport() {
		FakeCluster cluster = new FakeCluster(1, 1).start();
		cluster.launcher().crashReport("/app/hs_err_pid1000.log");
		cluster.launcher().last().exit(134);
		assertStartedAgainAfter(cluster, Duration.ofMillis(200));
		assertThat(cluster.lastIncident().cause()).isEqualTo("the JVM crashed (SIGABRT), see /app/hs_err_pid1000.log");
	}

	@ParameterizedTest
	@EnumSource(value = WorkerState.class, names = { "STARTING", "READY" })
	void exitWhenStartFailedTellsWhy(WorkerState state) {
		FakeCluster cluster = new FakeCluster(1, 1).open();
		FakeProcess process = cluster.bring(cluster.launcher().last(), state);
		cluster.say(process, new Failed("no database"));
		process.exit(1);
		cluster.advance(SECOND);
		assertThat(cluster.lastIncident().cause()).isEqualTo("failed to start: no database (exit code 1)");
		assertThat(cluster.status().workers().get(0).lastExit()).isEqualTo(cluster.lastIncident().cause());
	}

	@Test
	void exitWhenStartFailedWithALongTextKeepsStatusSmall() {
		FakeCluster cluster = new FakeCluster(1, 1, "restart.max-failures=1000").open();
		for (int i = 0; i < 60; i++) {
			FakeProcess process = cluster.launcher().last();
			cluster.hello(process);
			cluster.say(process, new Failed("x".repeat(10_000)));
			process.exit(1);
			cluster.advance(Duration.ofSeconds(30));
		}
		assertThat(cluster.status().incidents()).hasSize(50).allMatch((incident) -> incident.cause().length() < 600);
	}

	@Test
	void failedWhenWorkerIsActiveIsIgnored() {
		FakeCluster cluster = new FakeCluster(1, 1).start();
		FakeProcess process = cluster.launcher().last();
		cluster.say(process, new Failed("late"));
		process.exit(SIGKILL);
		assertThat(cluster.lastIncident().cause()).isEqualTo("killed by SIGKILL");
		assertThat(cluster.launcher().launched()).hasSize(2);
	}

	@Test
	void failedWhenWorkerDrainsDoesNotMakeItsEndUnwanted() {
		FakeCluster cluster = new FakeCluster(1, 1).open();
		FakeProcess process = cluster.launcher().last();
		cluster.hello(process);
		cluster.stop();
		cluster.say(process, new Failed("the context was closed while it started"));
		process.exit(0);
		assertThat(cluster.status().incidents()).isEmpty();
		assertThat(cluster.supervisor().exitCode()).hasValue(0);
	}

	@Test
	void incidentsAreTheLastFifty() {
		FakeCluster cluster = new FakeCluster(1, 1).start();
		for (int i = 0; i < 60; i++) {
			cluster.launcher().last().exit(SIGKILL);
			cluster.activateAll();
		}
		assertThat(cluster.status().incidents()).extracting(Incident::pid)
			.isEqualTo(IntStream.range(10, 60).mapToObj((i) -> 1000L + i).toList());
	}

	@Test
	void exitWhenPidIsUnknownIsIgnored() {
		FakeCluster cluster = new FakeCluster(1, 1).start();
		cluster.step(new Event.Exited(1, 1));
		assertThat(cluster.status().state()).isEqualTo(ClusterState.RUNNING);
		assertThat(cluster.status().incidents()).isEmpty();
	}

	@Test
	void disconnectDoesNotEndAWorker() {
		FakeCluster cluster = new FakeCluster(1, 1).start();
		cluster.step(new Event.Disconnected(cluster.launcher().last().peer()));
		cluster.step(new Event.Disconnected(new FakePeer()));
		assertThat(cluster.status().state()).isEqualTo(ClusterState.RUNNING);
	}

	// Launches that fail

	@Test
	void launchWhenItThrowsCountsAsFailure() {
		FakeCluster cluster = new FakeCluster(1, 1, "restart.backoff=200ms", "restart.max-failures=3");
		cluster.launcher().breakDown(true);
		cluster.open();
		assertThat(cluster.supervisor().idleTime()).hasMillis(200);
		cluster.silence(Duration.ofMillis(200));
		assertThat(cluster.supervisor().idleTime()).hasMillis(400);
		cluster.launcher().breakDown(false);
		cluster.silence(Duration.ofMillis(400));
		cluster.launcher().last().exit(1);
		assertThat(cluster.supervisor().exitCode()).hasValue(3);
	}

	@Test
	void launchWhenItThrowsTooOftenGivesUp() {
		FakeCluster cluster = new FakeCluster(1, 1, "restart.max-failures=1");
		cluster.launcher().breakDown(true);
		cluster.open();
		assertThat(cluster.supervisor().exitCode()).hasValue(3);
	}

	@Test
	void launchWhenItThrowsTooOftenLaunchesNobodyElse() {
		FakeCluster cluster = new FakeCluster(3, 3, "restart.max-failures=2", "restart.backoff=200ms").start();
		cluster.launcher().breakDown(true);
		cluster.launcher().last(1).exit(SIGKILL);
		cluster.launcher().last(2).exit(1);
		cluster.silence(Duration.ofMillis(200));
		assertThat(cluster.status().state()).isEqualTo(ClusterState.STOPPING);
		cluster.launcher().last(0).exit(0);
		assertThat(cluster.supervisor().exitCode()).hasValue(3);
	}

	@Test
	void giveUpWithinReconcileLaunchesNobodyElse() {
		FakeCluster cluster = new FakeCluster(3, 3, "restart.max-failures=1").open();
		cluster.launcher().breakDown(true);
		cluster.activate(cluster.launcher().last());
		assertThat(cluster.status().state()).isEqualTo(ClusterState.STOPPING);
		assertThat(cluster.stateOf(cluster.launcher().last())).isEqualTo(WorkerState.DRAINING);
		assertThat(cluster.launcher().attempts()).isEqualTo(2);
	}

	// Giving up

	@Test
	void giveUpWhenExitIsConfiguredDrainsTheOthersAndExitsWith3() {
		FakeCluster cluster = new FakeCluster(2, 2, "restart.max-failures=3", "restart.on-give-up=exit").start();
		FakeProcess healthy = cluster.launcher().last(0);
		healthy.peer().forget();
		failInARow(cluster, 1, 3);
		assertThat(cluster.status().state()).isEqualTo(ClusterState.STOPPING);
		assertThat(healthy.peer().sent(Drain.class))
			.containsExactly(new Drain(new DrainOrder(Duration.ZERO, Duration.ofSeconds(30), true)));
		assertThat(cluster.supervisor().exitCode()).isEmpty();
		healthy.exit(0);
		assertThat(cluster.supervisor().exitCode()).hasValue(3);
		assertThat(indexes(cluster)).containsExactly(0, 1, 1, 1);
	}

	@Test
	void giveUpWhenDegradeIsConfiguredServesOnAndTriesAgainEachLongestBackoff() {
		FakeCluster cluster = new FakeCluster(2, 2, "restart.max-failures=3", "restart.on-give-up=degrade",
				"restart.max-backoff=30s")
			.start();
		failInARow(cluster, 1, 2);
		for (int i = 0; i < 3; i++) {
			cluster.launcher().last(1).exit(1);
			assertStartedAgainAfter(cluster, Duration.ofSeconds(30));
			assertThat(cluster.status().state()).isEqualTo(ClusterState.DEGRADED);
			assertThat(cluster.stateOf(cluster.launcher().last(0))).isEqualTo(WorkerState.ACTIVE);
		}
		cluster.activateAll();
		assertThat(cluster.status().state()).isEqualTo(ClusterState.RUNNING);
		assertThat(cluster.supervisor().exitCode()).isEmpty();
	}

	@Test
	void giveUpWhenWorkerNeverStartedIsDegradedAndNotStarting() {
		FakeCluster cluster = new FakeCluster(2, 2, "restart.max-failures=3", "restart.on-give-up=degrade").open();
		cluster.activate(cluster.launcher().last(0));
		failInARow(cluster, 1, 2);
		assertThat(cluster.status().state()).isEqualTo(ClusterState.STARTING);
		cluster.launcher().last(1).exit(1);
		assertThat(cluster.status().state()).isEqualTo(ClusterState.DEGRADED);
	}

	// Deadlines

	@Test
	void startTimeoutKills() {
		FakeCluster cluster = new FakeCluster(1, 1, "start-timeout=60s").open();
		FakeProcess process = cluster.launcher().last();
		cluster.hello(process);
		assertThat(cluster.supervisor().idleTime()).hasSeconds(60);
		cluster.advance(Duration.ofSeconds(60).minus(NANO));
		assertThat(process.dumped()).isZero();
		cluster.advance(NANO);
		assertThat(process.dumped()).isOne();
		assertThat(cluster.stateOf(process)).isEqualTo(WorkerState.KILLING);
		process.exit(SIGKILL);
		assertThat(cluster.lastIncident().cause())
			.isEqualTo("was not ready within 60s (cluster.start-timeout) (killed by SIGKILL)");
		assertStartedAgainAfter(cluster, Duration.ofMillis(200));
	}

	@Test
	void startTimeoutWhenRepeatedGivesUp() {
		FakeCluster cluster = new FakeCluster(1, 1, "restart.max-failures=2").open();
		cluster.silence(Duration.ofSeconds(120));
		cluster.launcher().last().exit(SIGKILL);
		cluster.silence(SECOND);
		cluster.silence(Duration.ofSeconds(120));
		cluster.launcher().last().exit(SIGKILL);
		assertThat(cluster.supervisor().exitCode()).hasValue(3);
		assertThat(cluster.launcher().launched()).hasSize(2);
	}

	@ParameterizedTest
	@EnumSource(value = WorkerState.class, names = { "READY", "ACTIVE" })
	void heartbeatTimeoutKills(WorkerState state) {
		FakeCluster cluster = new FakeCluster(1, 1, "heartbeat-timeout=10s", "restart.stable-after=1h").open();
		FakeProcess process = cluster.bring(cluster.launcher().last(), state);
		cluster.advance(Duration.ofMinutes(1));
		assertThat(process.dumped()).isZero();
		cluster.silence(Duration.ofSeconds(10).minus(NANO));
		assertThat(process.dumped()).isZero();
		cluster.silence(NANO);
		assertThat(process.dumped()).isOne();
		assertThat(cluster.launcher().launched()).hasSize(1);
		process.exit(SIGKILL);
		assertThat(cluster.lastIncident().cause())
			.isEqualTo("gave no sign of life for 10s (cluster.heartbeat-timeout) (killed by SIGKILL)");
		assertStartedAgainAfter(cluster, Duration.ofMillis(200));
	}

	@Test
	void heartbeatTimeoutWhenWorkerWasStableReplacesItBeforeItHasEnded() {
		FakeCluster cluster = new FakeCluster(1, 1, "heartbeat-timeout=10s", "restart.stable-after=30s").start();
		FakeProcess process = cluster.launcher().last();
		cluster.advance(Duration.ofSeconds(20));
		cluster.silence(Duration.ofSeconds(10));
		assertThat(cluster.stateOf(process)).isEqualTo(WorkerState.KILLING);
		assertThat(indexes(cluster)).containsExactly(0, 0);
		FakeProcess successor = cluster.launcher().last();
		cluster.activate(successor);
		process.exit(SIGKILL);
		assertThat(cluster.launcher().alive()).containsExactly(successor);
		assertThat(cluster.statusOf(successor)).returns(WorkerState.ACTIVE, WorkerStatus::state)
			.returns(1, WorkerStatus::restarts);
		assertThat(cluster.status().incidents()).hasSize(1);
	}

	@Test
	void heartbeatTimeoutWhenWorkerWasNotStableReplacesItWhenItHasEnded() {
		FakeCluster cluster = new FakeCluster(1, 1, "heartbeat-timeout=10s", "restart.stable-after=30s").start();
		cluster.advance(Duration.ofSeconds(20).minus(NANO));
		cluster.silence(Duration.ofSeconds(10));
		assertThat(cluster.launcher().last().dumped()).isOne();
		assertThat(cluster.launcher().launched()).hasSize(1);
		cluster.launcher().last().exit(SIGKILL);
		assertStartedAgainAfter(cluster, Duration.ofMillis(200));
	}

	@Test
	void heartbeatTimeoutWhenASpareWaitsLetsItTakeOverAtOnce() {
		FakeCluster cluster = new FakeCluster(1, 1, "spares=1", "heartbeat-timeout=10s", "restart.stable-after=30s")
			.start();
		FakeProcess hung = cluster.launcher().launched().get(0);
		FakeProcess spare = cluster.launcher().last();
		cluster.advance(Duration.ofSeconds(30));
		cluster.silenceOf(hung, Duration.ofSeconds(10));
		assertThat(spare.peer().sent(Activate.class)).containsExactly(new Activate(0));
		assertThat(cluster.stateOf(hung)).isEqualTo(WorkerState.KILLING);
	}

	@Test
	void heartbeatTimeoutOfOneLeavesTheOthersAlone() {
		FakeCluster cluster = new FakeCluster(2, 2, "heartbeat-timeout=10s").start();
		cluster.clock().advance(Duration.ofSeconds(10));
		cluster.supervisor()
			.handle(new Event.Received(cluster.launcher().last(0).peer(),
					new Heartbeat(WorkerLoad.UNKNOWN, Standstill.NONE)));
		cluster.supervisor().reconcile();
		assertThat(cluster.launcher().last(0).dumped()).isZero();
		assertThat(cluster.launcher().last(1).dumped()).isOne();
	}

	@Test
	void drainTimeoutKills() {
		FakeCluster cluster = new FakeCluster(1, 1, "drain-timeout=20s", "pre-stop-delay=5s").start();
		FakeProcess process = cluster.launcher().last();
		cluster.say(process, new Bye("SIGTERM"));
		cluster.activateAll();
		cluster.advance(Duration.ofSeconds(25).minus(NANO));
		assertThat(process.dumped()).isZero();
		cluster.advance(NANO);
		assertThat(process.dumped()).isOne();
		process.exit(SIGKILL);
		assertThat(cluster.lastIncident().cause()).contains("25s", "cluster.drain-timeout", "cluster.pre-stop-delay");
		assertThat(cluster.launcher().last().peer().notices()).endsWith(
				new WorkerExited(0, process.pid(), false, cluster.lastIncident().cause()),
				new WorkerFailed(cluster.lastIncident()));
		assertThat(cluster.launcher().launched()).hasSize(2);
		assertThat(cluster.status().state()).isEqualTo(ClusterState.RUNNING);
	}

	@ParameterizedTest
	@EnumSource(value = WorkerState.class, names = { "STARTING", "READY", "ACTIVE" })
	void killingWritesDownTheStacksThenTerminatesThenKills(WorkerState state) {
		FakeCluster cluster = new FakeCluster(1, 1, "restart.stable-after=1h").open();
		FakeProcess process = cluster.bring(cluster.launcher().last(), state);
		cluster.silence(Duration.ofSeconds(120));
		assertThat(process.peer().sent()).endsWith(new StopAccepting());
		assertThat(process.dumped()).isOne();
		assertThat(process.terminated()).isZero();
		cluster.dumper().finish(process, "/run/dumps/1.txt");
		assertThat(process.peer().sent()).endsWith(new Drain(new DrainOrder(Duration.ZERO, Duration.ZERO, false)));
		assertThat(process.terminated()).isOne();
		assertThat(process.killed()).isZero();
		cluster.silence(SECOND.minus(NANO));
		assertThat(process.killed()).isZero();
		cluster.silence(NANO);
		assertThat(process.killed()).isOne();
		process.exit(SIGKILL);
		assertThat(process.dumped()).isOne();
		assertThat(process.terminated()).isOne();
		assertThat(cluster.lastIncident().dump()).isEqualTo("/run/dumps/1.txt");
		assertThat(cluster.dumper().forgotten()).containsExactly(process.pid());
	}

	@Test
	void killingWhenTheStacksAreNotWrittenGoesOnAllTheSame() {
		FakeCluster cluster = new FakeCluster(1, 1).open();
		FakeProcess process = cluster.launcher().last();
		cluster.silence(Duration.ofSeconds(120));
		cluster.dumper().finish(process, null);
		assertThat(process.terminated()).isOne();
		process.exit(SIGKILL);
		assertThat(cluster.lastIncident().dump()).isNull();
	}

	@Test
	void killingWhenNobodySaysWhetherTheStacksAreWrittenGoesOnAfterSixSeconds() {
		FakeCluster cluster = new FakeCluster(1, 1).open();
		FakeProcess process = cluster.launcher().last();
		cluster.silence(Duration.ofSeconds(120));
		cluster.silence(Duration.ofSeconds(6).minus(NANO));
		assertThat(process.terminated()).isZero();
		cluster.silence(NANO);
		assertThat(process.terminated()).isOne();
		cluster.silence(SECOND);
		assertThat(process.killed()).isOne();
		cluster.dumper().finish(process, "/run/dumps/late.txt");
		assertThat(process.terminated()).isOne();
		assertThat(process.killed()).isOne();
		process.exit(SIGKILL);
		assertThat(cluster.lastIncident().dump()).isEqualTo("/run/dumps/late.txt");
	}

	@Test
	void killingWhenTheWorkerEndsMeanwhileIsOver() {
		FakeCluster cluster = new FakeCluster(1, 1).open();
		FakeProcess process = cluster.launcher().last();
		cluster.silence(Duration.ofSeconds(120));
		process.exit(1);
		cluster.dumper().finish(process, "/run/dumps/late.txt");
		assertThat(process.terminated()).isZero();
		assertThat(cluster.lastIncident().cause()).contains("cluster.start-timeout", "exit code 1");
	}

	@Test
	void killingWhenTheClusterStopsMeanwhileGoesOn() {
		FakeCluster cluster = new FakeCluster(1, 1).open();
		FakeProcess process = cluster.launcher().last();
		cluster.silence(Duration.ofSeconds(120));
		cluster.stop();
		cluster.dumper().finish(process, null);
		cluster.silence(SECOND);
		assertThat(process.killed()).isOne();
		process.exit(SIGKILL);
		assertThat(cluster.supervisor().exitCode()).hasValue(0);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			PT0S   | PT0S  | gave no sign of life for 10s (cluster.heartbeat-timeout)
			PT9S   | PT0S  | finished nothing with its request threads, although something waited for them, for 10s
			PT0S   | PT9S  | did hardly anything but collect garbage for 10s (cluster.heartbeat-timeout)
			PT5S   | PT6S  | did hardly anything but collect garbage for 10s (cluster.heartbeat-timeout)
			PT4.9S | PT4S  | gave no sign of life for 10s (cluster.heartbeat-timeout)
			""")
	void heartbeatOfOneThatStandsStillDoesNotSaveIt(Duration requests, Duration collecting, String cause) {
		FakeCluster cluster = new FakeCluster(1, 1, "heartbeat-timeout=10s").start();
		FakeProcess process = cluster.launcher().last();
		Standstill standstill = new Standstill(requests, collecting);
		cluster.say(process, new Heartbeat(WorkerLoad.UNKNOWN, standstill));
		cluster.silence(Duration.ofSeconds(10).minus(standstill.longest()).minus(NANO));
		assertThat(process.dumped()).isZero();
		cluster.silence(NANO);
		assertThat(process.dumped()).isOne();
		process.exit(SIGKILL);
		assertThat(cluster.lastIncident().cause()).startsWith(cause);
	}

	@Test
	void heartbeatOfOneThatGetsOnAgainSavesIt() {
		FakeCluster cluster = new FakeCluster(1, 1, "heartbeat-timeout=10s").start();
		FakeProcess process = cluster.launcher().last();
		cluster.say(process, new Heartbeat(WorkerLoad.UNKNOWN, new Standstill(Duration.ofSeconds(9), Duration.ZERO)));
		cluster.say(process, new Heartbeat(WorkerLoad.UNKNOWN, Standstill.NONE));
		cluster.silence(Duration.ofSeconds(10).minus(NANO));
		assertThat(process.dumped()).isZero();
	}

	@Test
	void killIsRepeatedEachSecondUntilTheWorkerHasEnded() {
		FakeCluster cluster = new FakeCluster(1, 1, "start-timeout=10s").open();
		FakeProcess process = cluster.launcher().last();
		cluster.silence(Duration.ofSeconds(10));
		cluster.dumper().finish(process, null);
		cluster.silence(SECOND);
		for (int kills = 1; kills < 5; kills++) {
			assertThat(process.killed()).isEqualTo(kills);
			cluster.silence(SECOND.minus(NANO));
			assertThat(process.killed()).isEqualTo(kills);
			assertThat(cluster.supervisor().idleTime()).isEqualTo(NANO);
			cluster.silence(NANO);
		}
		process.exit(SIGKILL);
		cluster.silence(Duration.ofSeconds(2));
		assertThat(process.killed()).isEqualTo(5);
		assertThat(cluster.lastIncident().cause()).contains("cluster.start-timeout");
	}

	@ParameterizedTest
	@CsvSource({ "STARTING, 120", "READY, 30", "ACTIVE, 30", "DRAINING, 30", "KILLING, 6" })
	void postponeDeadlinesLetsTimeNotCount(WorkerState state, int seconds) {
		FakeCluster cluster = new FakeCluster(1, 1).open();
		FakeProcess process = cluster.bring(cluster.launcher().last(), state);
		int before = steps(process);
		cluster.clock().advance(Duration.ofHours(1));
		cluster.supervisor().postponeDeadlines(Duration.ofHours(1));
		cluster.silence(Duration.ofSeconds(seconds).minus(NANO));
		assertThat(steps(process)).isEqualTo(before);
		cluster.silence(NANO);
		assertThat(steps(process)).isEqualTo(before + 1);
	}

	private static int steps(FakeProcess process) {
		return process.dumped() + process.terminated() + process.killed();
	}

	// Leaving of one's own accord

	@ParameterizedTest
	@EnumSource(value = WorkerState.class, names = { "STARTING", "READY", "ACTIVE" })
	void byeIsAnsweredWithDrainAndASuccessor(WorkerState state) {
		FakeCluster cluster = new FakeCluster(1, 1, "drain-timeout=20s", "pre-stop-delay=5s").open();
		FakeProcess process = cluster.bring(cluster.launcher().last(), state);
		cluster.say(process, new Bye("SIGTERM"));
		assertThat(process.peer().sent(Drain.class))
			.containsExactly(new Drain(new DrainOrder(Duration.ZERO, Duration.ofSeconds(20), false)));
		assertThat(cluster.stateOf(process)).isEqualTo(WorkerState.DRAINING);
		assertThat(indexes(cluster)).containsExactly(0, 0);
		FakeProcess successor = cluster.launcher().last();
		cluster.activateAll();
		process.exit(0);
		assertThat(cluster.status().incidents()).isEmpty();
		assertThat(cluster.statusOf(successor)).returns(0, WorkerStatus::restarts)
			.returns("exit code 0", WorkerStatus::lastExit);
		assertThat(successor.peer().notices()).last()
			.isEqualTo(new WorkerExited(0, process.pid(), true, "exit code 0"));
		assertThat(cluster.launcher().launched()).hasSize(2);
	}

	@Test
	void statusWhenSuccessorStartsListsItWithTheSparesUntilItIsActive() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		FakeProcess process = cluster.launcher().last(0);
		FakeProcess other = cluster.launcher().last(1);
		cluster.say(process, new Bye("SIGTERM"));
		FakeProcess successor = cluster.launcher().last(0);
		assertStatus(cluster, List.of(process, other), List.of(successor));
		cluster.ready(successor);
		assertStatus(cluster, List.of(process, other), List.of(successor));
		cluster.say(successor, new Active());
		assertStatus(cluster, List.of(successor, other), List.of(process));
		assertThat(cluster.status().state()).isEqualTo(ClusterState.RUNNING);
		process.exit(0);
		assertStatus(cluster, List.of(successor, other), List.of());
	}

	@Test
	void byeWhenSuccessorDiesYoungIsStartedAgainAfterBackoff() {
		FakeCluster cluster = new FakeCluster(1, 1).start();
		cluster.say(cluster.launcher().last(), new Bye("SIGTERM"));
		cluster.launcher().last().exit(1);
		assertStartedAgainAfter(cluster, Duration.ofMillis(200));
	}

	// Stop

	@Test
	void stopDrainsAllAtOnceAndExitsWith0() {
		FakeCluster cluster = new FakeCluster(3, 3, "drain-timeout=20s", "pre-stop-delay=5s").start();
		cluster.stop();
		assertThat(cluster.status().state()).isEqualTo(ClusterState.STOPPING);
		assertThat(cluster.launcher().launched()).hasSize(3).allSatisfy((process) -> {
			assertThat(cluster.stateOf(process)).isEqualTo(WorkerState.DRAINING);
			assertThat(process.peer().sent(Drain.class))
				.containsExactly(new Drain(new DrainOrder(Duration.ofSeconds(5), Duration.ofSeconds(20), true)));
			assertThat(process.terminated()).isZero();
		});
		cluster.launcher().last(1).exit(0);
		cluster.launcher().last(0).exit(0);
		assertThat(cluster.supervisor().exitCode()).isEmpty();
		cluster.launcher().last(2).exit(0);
		assertThat(cluster.supervisor().exitCode()).hasValue(0);
		assertThat(cluster.launcher().launched()).hasSize(3);
		assertThat(cluster.status().incidents()).isEmpty();
	}

	@Test
	void stopLetsGoOfThePortOnce() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		cluster.launcher().last().exit(SIGKILL);
		cluster.advance(SECOND);
		assertThat(cluster.portReleases()).isZero();
		cluster.stop();
		assertThat(cluster.portReleases()).isOne();
		cluster.stop();
		cluster.launcher().alive().forEach((process) -> process.exit(0));
		assertThat(cluster.portReleases()).isOne();
	}

	@Test
	void giveUpLetsGoOfThePort() {
		FakeCluster cluster = new FakeCluster(2, 2, "restart.max-failures=1").start();
		cluster.launcher().last().exit(1);
		assertThat(cluster.portReleases()).isOne();
	}

	@Test
	void isSettledFromTheEndOfTheStartToTheStop() {
		FakeCluster cluster = new FakeCluster(2, 2).open();
		assertThat(cluster.supervisor().isSettled()).isFalse();
		cluster.activate(cluster.launcher().last());
		assertThat(cluster.supervisor().isSettled()).isFalse();
		cluster.activateAll();
		assertThat(cluster.supervisor().isSettled()).isTrue();
		cluster.stop();
		assertThat(cluster.supervisor().isSettled()).isFalse();
	}

	@Test
	void stopWhenWorkerNeverSaidHelloTerminatesIt() {
		FakeCluster cluster = new FakeCluster(1, 1).open();
		FakeProcess process = cluster.launcher().last();
		cluster.stop();
		assertThat(process.terminated()).isOne();
		assertThat(process.killed()).isZero();
		process.exit(143);
		assertThat(cluster.supervisor().exitCode()).hasValue(0);
		assertThat(cluster.status().incidents()).isEmpty();
	}

	@Test
	void stopWhenHelloComesLateTellsToDrain() {
		FakeCluster cluster = new FakeCluster(1, 1, "pre-stop-delay=5s").open();
		FakeProcess process = cluster.launcher().last();
		cluster.stop();
		cluster.hello(process);
		assertThat(process.peer().sent(Drain.class))
			.containsExactly(new Drain(new DrainOrder(Duration.ZERO, Duration.ofSeconds(30), true)));
		cluster.say(process, new Ready());
		assertThat(process.peer().sent(Activate.class)).isEmpty();
	}

	@Test
	void stopWhenNothingRunsIsOverAtOnce() {
		FakeCluster cluster = new FakeCluster(1, 1).open();
		cluster.launcher().last().exit(1);
		cluster.stop();
		assertThat(cluster.supervisor().exitCode()).hasValue(0);
	}

	@Test
	void stopLaunchesNobody() {
		FakeCluster cluster = new FakeCluster(3, 3).start();
		cluster.launcher().last(1).exit(1);
		cluster.stop();
		cluster.launcher().last(2).exit(1);
		cluster.silence(SECOND);
		assertThat(cluster.launcher().launched()).hasSize(3);
		assertThat(cluster.status().incidents()).hasSize(1);
	}

	@Test
	void stopWhenAskedTwiceKills() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		cluster.stop();
		assertThat(cluster.launcher().launched()).allMatch((process) -> process.killed() == 0);
		cluster.stop();
		assertThat(cluster.launcher().launched()).allSatisfy((process) -> {
			assertThat(process.killed()).isOne();
			assertThat(cluster.stateOf(process)).isEqualTo(WorkerState.KILLING);
		});
		cluster.stop();
		assertThat(cluster.launcher().launched()).allMatch((process) -> process.killed() == 2);
		cluster.launcher().alive().forEach((process) -> process.exit(SIGKILL));
		assertThat(cluster.supervisor().exitCode()).hasValue(0);
		assertThat(cluster.status().incidents()).isEmpty();
	}

	@Test
	void stopWhenWorkerDoesNotFinishKillsItAndExitsWith0() {
		FakeCluster cluster = new FakeCluster(1, 1, "drain-timeout=20s").start();
		cluster.stop();
		cluster.silence(Duration.ofSeconds(20));
		FakeProcess process = cluster.launcher().last();
		assertThat(process.killed()).isOne();
		process.exit(SIGKILL);
		assertThat(cluster.supervisor().exitCode()).hasValue(0);
		assertThat(cluster.launcher().launched()).hasSize(1);
		assertThat(cluster.lastIncident().cause()).contains("cluster.drain-timeout");
	}

	@Test
	void stopWhenWorkerIsBeingKilledWaitsForItsEnd() {
		FakeCluster cluster = new FakeCluster(1, 1).open();
		FakeProcess process = cluster.bring(cluster.launcher().last(), WorkerState.KILLING);
		cluster.stop();
		assertThat(cluster.supervisor().exitCode()).isEmpty();
		process.exit(SIGKILL);
		assertThat(cluster.supervisor().exitCode()).hasValue(0);
		assertThat(cluster.launcher().launched()).hasSize(1);
	}

	@Test
	void stopAfterGivingUpKeepsExitCode3() {
		FakeCluster cluster = new FakeCluster(2, 2, "restart.max-failures=1").start();
		cluster.launcher().last(1).exit(1);
		cluster.stop();
		cluster.launcher().last(0).exit(SIGKILL);
		assertThat(cluster.supervisor().exitCode()).hasValue(3);
	}

	@Test
	void exitCodeWhenNotStoppingIsEmpty() {
		FakeCluster cluster = new FakeCluster(1, 1);
		assertThat(cluster.supervisor().exitCode()).isEmpty();
		cluster.start();
		cluster.launcher().last().exit(0);
		assertThat(cluster.supervisor().exitCode()).isEmpty();
	}

	// Messages at any time

	@ParameterizedTest(name = "{0} receives {1}")
	@MethodSource
	void receiveWhenMessageDoesNotBelongToTheStateIsIgnored(WorkerState state, Message message) {
		FakeCluster cluster = new FakeCluster(1, 1).open();
		FakeProcess process = cluster.bring(cluster.launcher().last(), state);
		cluster.say(process, message);
		assertThat(cluster.stateOf(process)).isEqualTo(next(state, message));
		assertThat(cluster.supervisor().idleTime()).isPositive();
		assertThat(process.dumped()).isEqualTo((state == WorkerState.KILLING) ? 1 : 0);
		assertThat(cluster.status().incidents()).hasSize((state == WorkerState.EXITED) ? 1 : 0);
	}

	static Stream<Arguments> receiveWhenMessageDoesNotBelongToTheStateIsIgnored() {
		return Stream.of(WorkerState.values())
			.flatMap((state) -> MessageSamples.all()
				// May come at any time
				.filter((message) -> !(message instanceof Request))
				.map((message) -> arguments(state, message)));
	}

	private static WorkerState next(WorkerState state, Message message) {
		if (message instanceof Ready && state == WorkerState.STARTING) {
			return WorkerState.READY;
		}
		if (message instanceof Active && state == WorkerState.READY) {
			return WorkerState.ACTIVE;
		}
		return (message instanceof Bye && state.holdsIndex()) ? WorkerState.DRAINING : state;
	}

	@ParameterizedTest
	@MethodSource("io.clusterboot.ipc.MessageSamples#all")
	void receiveWhenPeerIsUnknownIsIgnored(Message message) {
		FakeCluster cluster = new FakeCluster(1, 1).start();
		ClusterStatus before = cluster.status();
		FakePeer stranger = new FakePeer();
		cluster.step(new Event.Received(stranger, message));
		assertThat(cluster.status()).isEqualTo(before);
		assertThat(stranger.sent()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(value = WorkerState.class, mode = EnumSource.Mode.EXCLUDE, names = "EXITED")
	void statusRequestIsAnsweredInEveryState(WorkerState state) {
		FakeCluster cluster = new FakeCluster(1, 1).open();
		FakeProcess process = cluster.bring(cluster.launcher().last(), state);
		cluster.say(process, new Request(42, new Operation.Status()));
		assertThat(process.peer().sent(Reply.class))
			.containsExactly(new Reply(42, new Answer.Status(cluster.status())));
		assertThat(cluster.stateOf(process)).isEqualTo(state);
	}

	@Test
	void receiveWhenWorkerConnectedAgainListensToTheLatestPeerAlone() {
		FakeCluster cluster = new FakeCluster(1, 1).open();
		FakeProcess process = cluster.launcher().last();
		FakePeer first = new FakePeer();
		cluster.step(new Event.Received(first, new Hello(Message.VERSION, "token", process.pid())));
		cluster.hello(process);
		cluster.step(new Event.Received(first, new Ready()));
		assertThat(cluster.stateOf(process)).isEqualTo(WorkerState.STARTING);
		cluster.say(process, new Ready());
		assertThat(cluster.stateOf(process)).isEqualTo(WorkerState.READY);
	}

	// Time until something is due

	@Test
	void idleTimeIsTheTimeUntilTheNextDeadlineOrStart() {
		FakeCluster cluster = new FakeCluster(2, 2, "heartbeat-timeout=10s", "restart.backoff=200ms").start();
		assertThat(cluster.supervisor().idleTime()).hasSeconds(10);
		cluster.silence(Duration.ofSeconds(4));
		assertThat(cluster.supervisor().idleTime()).hasSeconds(6);
		cluster.launcher().last(1).exit(1);
		assertThat(cluster.supervisor().idleTime()).hasMillis(200);
		cluster.silence(Duration.ofMillis(200));
		assertThat(cluster.supervisor().idleTime()).hasMillis(5800);
	}

	@Test
	void idleTimeWhenNothingIsDueIsForever() {
		FakeCluster cluster = new FakeCluster(1, 1).open();
		cluster.launcher().last().exit(1);
		cluster.stop();
		assertThat(cluster.supervisor().idleTime()).isGreaterThan(Duration.ofDays(1000));
	}

	@Test
	void idleTimeWhenDeadlineHasPassedIsZero() {
		FakeCluster cluster = new FakeCluster(1, 1).start();
		cluster.clock().advance(Duration.ofHours(1));
		assertThat(cluster.supervisor().idleTime()).isZero();
	}

	private static void failInARow(FakeCluster cluster, int index, int times) {
		for (int i = 0; i < times; i++) {
			cluster.launcher().last(index).exit(1);
			cluster.advance(Duration.ofSeconds(10));
		}
	}

	private static void assertStartedAgainAfter(FakeCluster cluster, Duration delay) {
		int launched = cluster.launcher().launched().size();
		cluster.advance(delay.minus(NANO));
		assertThat(cluster.launcher().launched()).hasSize(launched);
		assertThat(cluster.supervisor().idleTime()).isEqualTo(NANO);
		cluster.advance(NANO);
		assertThat(cluster.launcher().launched()).hasSize(launched + 1);
	}

	private static void assertStatus(FakeCluster cluster, List<FakeProcess> workers, List<FakeProcess> spares) {
		assertThat(cluster.status().workers()).extracting(WorkerStatus::pid)
			.isEqualTo(workers.stream().map(FakeProcess::pid).toList());
		assertThat(cluster.status().spares()).extracting(WorkerStatus::pid)
			.isEqualTo(spares.stream().map(FakeProcess::pid).toList());
	}

	private static List<Integer> indexes(FakeCluster cluster) {
		return cluster.launcher().launched().stream().map(FakeProcess::index).toList();
	}

	private static long count(FakeCluster cluster, WorkerState state) {
		return cluster.allStatus().filter((worker) -> worker.state() == state).count();
	}

}
