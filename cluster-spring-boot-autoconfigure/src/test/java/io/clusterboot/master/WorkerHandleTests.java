package io.clusterboot.master;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import io.clusterboot.WorkerLoad;
import io.clusterboot.WorkerState;
import io.clusterboot.ipc.Message.Activate;
import io.clusterboot.ipc.Message.Heartbeat;
import io.clusterboot.ipc.Standstill;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link WorkerHandle}.
 */
class WorkerHandleTests {

	private static final Deadlines DEADLINES = new Deadlines(Duration.ofSeconds(120), Duration.ofSeconds(30),
			Duration.ofSeconds(20));

	private static final WorkerLoad LOAD = new WorkerLoad(1, 2, 3, 4, 5, 0.5);

	private final FakeProcess process = new FakeProcess(new LaunchOrder(2, 4, FakeStager.generation(1)), 4711,
			(exited) -> {
			});

	private final WorkerHandle worker = new WorkerHandle(2, false, this.process.order(), this.process, DEADLINES,
			Instant.EPOCH, 100);

	@ParameterizedTest(name = "{0} to {1}")
	@MethodSource("pairs")
	void becomeWhenStepIsAllowedSetsStateAndDeadline(WorkerState from, WorkerState to) {
		bring(from);
		if (from.canBecome(to)) {
			this.worker.become(to, 1000);
			assertThat(this.worker.state()).isEqualTo(to);
			assertThat(this.worker.deadline()).isEqualTo(1000 + DEADLINES.of(to).toNanos());
		}
		else {
			long deadline = this.worker.deadline();
			assertThatIllegalStateException().isThrownBy(() -> this.worker.become(to, 1000))
				.withMessage("Worker 2 (pid 4711) cannot go from " + from + " to " + to);
			assertThat(this.worker.state()).isEqualTo(from);
			assertThat(this.worker.deadline()).isEqualTo(deadline);
		}
	}

	static Stream<Arguments> pairs() {
		return Stream.of(WorkerState.values())
			.flatMap((from) -> Stream.of(WorkerState.values()).map((to) -> arguments(from, to)));
	}

	@Test
	void createBeginsStarting() {
		assertThat(this.worker.state()).isEqualTo(WorkerState.STARTING);
		assertThat(this.worker.deadline()).isEqualTo(100 + Duration.ofSeconds(120).toNanos());
		assertThat(this.worker.load()).isEqualTo(WorkerLoad.UNKNOWN);
		assertThat(this.worker.wasActive()).isFalse();
		assertThat(this.worker.isEndWanted()).isFalse();
		assertThat(this.worker.trouble()).isNull();
	}

	@ParameterizedTest
	@EnumSource(WorkerState.class)
	void heartbeatRenewsTheDeadlineOfThoseWhoMustGiveSigns(WorkerState state) {
		bring(state);
		long before = this.worker.deadline();
		this.worker.heartbeat(new Heartbeat(LOAD, Standstill.NONE), 2000);
		boolean renewed = state == WorkerState.READY || state == WorkerState.ACTIVE;
		assertThat(this.worker.deadline()).isEqualTo(renewed ? 2000 + DEADLINES.heartbeat().toNanos() : before);
		assertThat(this.worker.load()).isEqualTo(LOAD);
	}

	@Test
	void heartbeatOfOneThatStandsStillIsWorthAsMuchAsItHasDoneSince() {
		bring(WorkerState.ACTIVE);
		long stood = Duration.ofSeconds(7).toNanos();
		this.worker.heartbeat(new Heartbeat(LOAD, new Standstill(Duration.ofSeconds(7), Duration.ofSeconds(3))), 2000);
		assertThat(this.worker.deadline()).isEqualTo(2000 - stood + DEADLINES.heartbeat().toNanos());
		this.worker.heartbeat(new Heartbeat(LOAD, new Standstill(Duration.ZERO, Duration.ofSeconds(7))), 3000);
		assertThat(this.worker.deadline()).isEqualTo(3000 - stood + DEADLINES.heartbeat().toNanos());
	}

	@Test
	void postponeMovesTheDeadline() {
		long before = this.worker.deadline();
		this.worker.postpone(Duration.ofNanos(7));
		assertThat(this.worker.deadline()).isEqualTo(before + 7);
	}

	@ParameterizedTest
	@EnumSource(WorkerState.class)
	void isEndWantedWhenToldToDrain(WorkerState state) {
		bring(state);
		assertThat(this.worker.isEndWanted()).isEqualTo(state == WorkerState.DRAINING);
	}

	@Test
	void isEndWantedWhenKilledWhileDrainingStays() {
		bring(WorkerState.DRAINING);
		this.worker.become(WorkerState.KILLING, 1);
		assertThat(this.worker.isEndWanted()).isTrue();
	}

	@ParameterizedTest
	@EnumSource(WorkerState.class)
	void holdsIndexUntilToldToEndOrAtItsEnd(WorkerState state) {
		bring(state);
		assertThat(this.worker.holdsIndex()).isEqualTo(state.holdsIndex() || state == WorkerState.KILLING);
	}

	@Test
	void holdsIndexWhenKilledWhileDrainingDoesNot() {
		bring(WorkerState.DRAINING);
		this.worker.become(WorkerState.KILLING, 1);
		assertThat(this.worker.holdsIndex()).isFalse();
	}

	@Test
	void wasActiveForCountsFromActivation() {
		assertThat(this.worker.wasActiveFor(Duration.ZERO, Long.MAX_VALUE)).isFalse();
		this.worker.become(WorkerState.READY, 0);
		this.worker.become(WorkerState.ACTIVE, Long.MAX_VALUE - 10);
		assertThat(this.worker.wasActiveFor(Duration.ofNanos(20), Long.MIN_VALUE + 8)).isFalse();
		assertThat(this.worker.wasActiveFor(Duration.ofNanos(20), Long.MIN_VALUE + 9)).isTrue();
	}

	@Test
	void troubledKeepsTheFirst() {
		this.worker.troubled(RestartReason.HANG, "first");
		this.worker.troubled(RestartReason.KILLED, "second");
		assertThat(this.worker.trouble()).isEqualTo(new Trouble(RestartReason.HANG, "first"));
	}

	@Test
	void troubledWhenTextIsLongShortensIt() {
		this.worker.troubled(RestartReason.HANG, "x".repeat(10_000));
		assertThat(this.worker.trouble().text()).startsWith("xxx").endsWith("...").hasSizeLessThanOrEqualTo(503);
	}

	@Test
	void sendWhenConnectedSends() {
		assertThat(this.worker.send(new Activate(0))).isFalse();
		this.worker.connected(this.process.peer());
		assertThat(this.worker.send(new Activate(0))).isTrue();
		assertThat(this.process.peer().sent()).isEqualTo(List.of(new Activate(0)));
	}

	@Test
	void isConnectedByTheLatestPeerAlone() {
		FakePeer first = new FakePeer();
		FakePeer second = new FakePeer();
		this.worker.connected(first);
		this.worker.connected(second);
		assertThat(this.worker.isConnectedBy(first)).isFalse();
		assertThat(this.worker.isConnectedBy(second)).isTrue();
	}

	@Test
	void terminateAndKillSignalTheProcess() {
		this.worker.terminate();
		assertThat(this.process.terminated()).isOne();
		assertThat(this.process.killed()).isZero();
		this.worker.kill();
		assertThat(this.process.killed()).isOne();
	}

	private void bring(WorkerState state) {
		if (state == WorkerState.READY || state == WorkerState.ACTIVE) {
			this.worker.become(WorkerState.READY, 0);
		}
		if (state != WorkerState.STARTING && state != WorkerState.READY) {
			this.worker.become(state, 0);
		}
	}

}
