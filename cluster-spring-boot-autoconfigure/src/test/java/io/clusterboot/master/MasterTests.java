package io.clusterboot.master;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

import io.clusterboot.ClusterProperties;
import io.clusterboot.Silence;
import io.clusterboot.WorkerLoad;
import io.clusterboot.ipc.Message.Activate;
import io.clusterboot.ipc.Message.Active;
import io.clusterboot.ipc.Message.Drain;
import io.clusterboot.ipc.Message.Heartbeat;
import io.clusterboot.ipc.Message.Hello;
import io.clusterboot.ipc.Message.Ready;
import io.clusterboot.ipc.Message;
import io.clusterboot.ipc.Standstill;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link Master}.
 */
@ExtendWith(Silence.class)
@Timeout(60)
class MasterTests {

	private static final Duration HEARTBEAT_TIMEOUT = Duration.ofSeconds(30);

	private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

	private final FakeClock clock = new FakeClock();

	private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

	private final FakeStager stager = new FakeStager();

	private final FakeLauncher launcher = new FakeLauncher();

	private int redisStarts;

	private final RedisKeeper redis = new RedisKeeper(() -> this.redisStarts++, this.clock);

	@Test
	void stepHandlesAllThatIsQueued() {
		Master master = master(1);
		step(master);
		FakeProcess process = this.launcher.last();
		activate(master, process);
		assertThat(step(master)).isEmpty();
		assertThat(process.peer().sent(Activate.class)).hasSize(1);
		this.events.add(new Event.Stop("SIGTERM"));
		step(master);
		assertThat(process.peer().sent(Drain.class)).hasSize(1);
		process.exit(0);
		assertThat(step(master)).hasValue(0);
	}

	@Test
	void stepWhenNothingIsQueuedEnforcesDeadlines() {
		Master master = started(1);
		awaken(master, HEARTBEAT_TIMEOUT);
		assertThat(this.launcher.last().dumped()).isOne();
	}

	@Test
	void stepWhenSignsOfLifeWaitInTheQueueKillsNobody() {
		Master master = started(3);
		awaken(master, HEARTBEAT_TIMEOUT.minusNanos(1));
		this.clock.advance(master.nextWait());
		for (FakeProcess process : this.launcher.launched()) {
			master.received(process.peer(), new Heartbeat(WorkerLoad.UNKNOWN, Standstill.NONE));
		}
		wakeUp(master);
		assertThat(this.launcher.launched()).allMatch((process) -> process.dumped() == 0);
	}

	@Test
	void stepWhenMasterWasSuspendedPostponesDeadlines() {
		Master master = started(2);
		master.nextWait();
		this.clock.advance(Duration.ofHours(8));
		wakeUp(master);
		assertThat(this.launcher.launched()).allMatch((process) -> process.dumped() == 0);
		// What was left when it fell asleep, less the second that it wanted to wait
		awaken(master, HEARTBEAT_TIMEOUT.minus(LONGEST_WAIT).minusNanos(1));
		assertThat(this.launcher.launched()).allMatch((process) -> process.dumped() == 0);
		awaken(master, Duration.ofNanos(1));
		assertThat(this.launcher.launched()).allMatch((process) -> process.dumped() == 1);
	}

	@Test
	void stepWhenMasterWasSuspendedTwicePostponesTwice() {
		Master master = started(1);
		for (int i = 0; i < 2; i++) {
			master.nextWait();
			this.clock.advance(Duration.ofMinutes(10));
			wakeUp(master);
		}
		awaken(master, HEARTBEAT_TIMEOUT.minus(LONGEST_WAIT.multipliedBy(2)).minusNanos(1));
		assertThat(this.launcher.last().dumped()).isZero();
		awaken(master, Duration.ofNanos(1));
		assertThat(this.launcher.last().dumped()).isOne();
	}

	@Test
	void stepWhenMasterIsOnlyALittleLatePostponesNothing() {
		Master master = started(1);
		for (int i = 0; i < 15; i++) {
			Duration wait = master.nextWait();
			this.clock.advance(wait.plus(LONGEST_WAIT));
			assertThat(this.launcher.last().dumped()).isZero();
			wakeUp(master);
		}
		assertThat(this.launcher.last().dumped()).isOne();
	}

	@Test
	void nextWaitIsTheTimeUntilSomethingIsDueButNeverLong() {
		Master master = started(1);
		assertThat(master.nextWait()).isEqualTo(LONGEST_WAIT);
		awaken(master, HEARTBEAT_TIMEOUT.minusMillis(300));
		assertThat(master.nextWait()).hasMillis(300);
	}

	@Test
	void nextWaitWhenNothingRunsIsNotLong() {
		assertThat(master(1).nextWait()).isEqualTo(LONGEST_WAIT);
	}

	@Test
	void runSupervisesUntilStopped() {
		Master master = master(2);
		CompletableFuture<Integer> exitCode = run(master);
		soon().until(() -> this.launcher.launched().size() == 1);
		activate(master, this.launcher.last());
		soon().until(() -> this.launcher.launched().size() == 2);
		activate(master, this.launcher.last());
		soon().until(() -> !this.launcher.last().peer().sent(Activate.class).isEmpty());
		master.closed(this.launcher.last().peer());
		this.events.add(new Event.Stop("SIGTERM"));
		soon().until(() -> this.launcher.launched()
			.stream()
			.noneMatch((process) -> process.peer().sent(Drain.class).isEmpty()));
		this.launcher.launched().forEach((process) -> process.exit(0));
		soon().untilAsserted(() -> assertThat(exitCode).isCompletedWithValue(0));
	}

	@Test
	void runWhenItGivesUpReturns3() {
		this.launcher.breakDown(true);
		Master master = master(1, "restart.max-failures=1");
		CompletableFuture<Integer> exitCode = run(master);
		soon().untilAsserted(() -> assertThat(exitCode).isCompletedWithValue(3));
	}

	@Test
	void runWhenStoppedBeforeItBeganStartsNobody() {
		Master master = master(1);
		this.events.add(new Event.Stop("SIGTERM"));
		CompletableFuture<Integer> exitCode = run(master);
		soon().untilAsserted(() -> assertThat(exitCode).isCompletedWithValue(0));
		assertThat(this.launcher.launched()).isEmpty();
	}

	@Test
	void stepWhenRedisHasEndedStartsItAgainAlsoWhileWorkersDrain() {
		Master master = started(1);
		this.events.add(new Event.Stop("SIGTERM"));
		this.events.add(new Event.RedisEnded("Redis (pid 1) ended with exit code 0"));
		step(master);
		assertThat(this.redisStarts).isZero();
		assertThat(master.nextWait()).isEqualTo(Duration.ofMillis(100));
		awaken(master, Duration.ofMillis(100));
		assertThat(this.redisStarts).isOne();
	}

	@Test
	void runWhenInterruptedEnds() {
		Master master = master(1);
		CompletableFuture<@Nullable Throwable> end = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				master.run();
				end.complete(null);
			}
			catch (InterruptedException ex) {
				end.complete(ex);
			}
		});
		thread.start();
		thread.interrupt();
		soon()
			.untilAsserted(() -> assertThat(end).isCompletedWithValueMatching(InterruptedException.class::isInstance));
	}

	private Master master(int workers, String... properties) {
		ClusterProperties bound = FakeCluster.properties(properties);
		Outside outside = new Outside(this.launcher, this.stager, new FakeDumper(), this.clock,
				new RestartPolicy(bound.restart(), () -> 0), () -> false, () -> Long.MAX_VALUE, () -> 0,
				this.events::add, () -> {
				});
		return new Master(bound, new Plan(workers, 0, 1, workers, FakeCluster.PORT), FakeStager.generation(1), outside,
				this.events, this.redis);
	}

	private Master started(int workers) {
		Master master = master(workers, "restart.stable-after=1d");
		step(master);
		for (int i = 0; i < workers; i++) {
			activate(master, this.launcher.launched().get(i));
			step(master);
		}
		return master;
	}

	private static void activate(Master master, FakeProcess process) {
		master.received(process.peer(), new Hello(Message.VERSION, "token", process.pid()));
		master.received(process.peer(), new Ready());
		master.received(process.peer(), new Active());
	}

	private static OptionalInt step(Master master) {
		master.nextWait();
		return wakeUp(master);
	}

	/*
	 * The loop goes round, woken by something of no consequence.
	 */
	private static OptionalInt wakeUp(Master master) {
		return master.step(new Event.Disconnected(new FakePeer()));
	}

	/*
	 * Time passes, while the master wakes up as it should.
	 */
	private void awaken(Master master, Duration duration) {
		Duration left = duration;
		while (left.compareTo(Duration.ZERO) > 0) {
			Duration wait = master.nextWait();
			Duration step = (wait.compareTo(left) < 0) ? wait : left;
			this.clock.advance(step);
			left = left.minus(step);
			wakeUp(master);
		}
	}

	private static CompletableFuture<Integer> run(Master master) {
		CompletableFuture<Integer> exitCode = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				exitCode.complete(master.run());
			}
			catch (InterruptedException ex) {
				exitCode.completeExceptionally(ex);
			}
		});
		thread.setDaemon(true);
		thread.start();
		return exitCode;
	}

	private static ConditionFactory soon() {
		return await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(2));
	}

}
