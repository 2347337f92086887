package io.clusterboot.scheduling;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.clusterboot.TaskState;
import io.clusterboot.scheduling.Cadence.FixedDelay;
import io.clusterboot.scheduling.Cadence.FixedRate;
import io.clusterboot.scheduling.Cadence.Once;
import org.junit.jupiter.api.Test;

import org.springframework.scheduling.SchedulingAwareRunnable;
import org.springframework.scheduling.support.CronTrigger;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LeaderTasks}: a task on two workers of a host.
 */
class LeaderTasksTests {

	private static final Instant START = FakeTime.START;

	private static final Duration SECOND = Duration.ofSeconds(1);

	private final FakeTime time = new FakeTime();

	private final FakeHost host = new FakeHost(this.time);

	private final FakeHost.Worker one = this.host.worker();

	private final FakeHost.Worker other = this.host.worker();

	private final List<String> runs = new ArrayList<>();

	@Test
	void taskRunsOnTheLeaderOnly() {
		addToBoth(new FixedRate(START, SECOND));
		this.time.advance(SECOND.multipliedBy(3));
		assertThat(this.runs).as("nobody leads").isEmpty();
		assertThat(this.time.pending()).isZero();
		this.one.elect();
		this.time.advance(Duration.ZERO);
		assertThat(this.runs).as("what was missed is made up for once").containsExactly("one 3000");
		this.time.advance(SECOND.multipliedBy(2));
		assertThat(this.runs).containsExactly("one 3000", "one 4000", "one 5000");
	}

	@Test
	void nextLeaderGoesOnWhereTheFormerLeftOff() {
		addToBoth(new FixedRate(START, SECOND));
		this.one.elect();
		this.time.advance(Duration.ofMillis(1500));
		this.one.seat.leave();
		this.time.advance(Duration.ofMillis(200));
		this.other.elect();
		this.time.advance(SECOND);
		assertThat(this.runs).containsExactly("one 0", "one 1000", "other 2000");
	}

	@Test
	void timeWithoutALeaderIsMadeUpForAtOnceAndOnce() {
		addToBoth(Cadence.of(new CronTrigger("0 0 * * * *", this.time.getZone()), this.time));
		this.one.elect();
		this.time.advance(Duration.ofMinutes(59));
		this.one.seat.leave();
		this.time.advance(Duration.ofMinutes(2));
		assertThat(this.runs).isEmpty();
		this.other.elect();
		this.time.advance(Duration.ofMinutes(1));
		assertThat(this.runs).containsExactly("other 3660000");
		this.time.advance(Duration.ofHours(1));
		assertThat(this.runs).containsExactly("other 3660000", "other 7200000");
	}

	@Test
	void successorKnowsFromTheMomentATaskIsPlanned() {
		addToBoth(new Once(START.plusSeconds(10)));
		this.one.elect();
		assertThat(this.host.state("task (once)"))
			.isEqualTo(new TaskState("task (once)", START.plusSeconds(10), false));
		this.time.advance(Duration.ofSeconds(4));
		this.one.seat.leave();
		this.other.elect();
		this.time.advance(Duration.ofSeconds(10));
		assertThat(this.runs).containsExactly("other 10000");
	}

	@Test
	void fixedDelayCountsFromTheEndOfTheRunOfAnother() {
		this.one.add(task(() -> {
			this.runs.add("one");
			this.time.pass(Duration.ofMillis(700));
		}), new FixedDelay(START, SECOND));
		this.other.add(task(() -> this.runs.add("other " + millis())), new FixedDelay(START, SECOND));
		this.one.elect();
		this.time.advance(Duration.ofMillis(800));
		this.one.seat.leave();
		this.other.elect();
		this.time.advance(SECOND);
		assertThat(this.runs).containsExactly("one", "other 1700");
	}

	@Test
	void oneTimeTaskIsNeverRunAgain() {
		addToBoth(new Once(START));
		this.one.elect();
		this.time.advance(SECOND);
		assertThat(this.host.state("task (once)").due()).isNull();
		this.one.seat.leave();
		this.other.elect();
		this.time.advance(SECOND);
		assertThat(this.runs).containsExactly("one 0");
	}

	@Test
	void taskThatRunsOnAFormerLeaderIsRunWhenItIsFree() {
		this.other.add(task(() -> this.runs.add("other " + millis())), new FixedRate(START, SECOND));
		this.one.add(task(() -> {
			this.one.seat.leave();
			this.other.elect();
			this.time.advance(Duration.ofMillis(2500));
			this.runs.add("one ends at " + millis());
		}), new FixedRate(START, SECOND));
		this.one.elect();
		this.time.advance(Duration.ofMillis(100));
		assertThat(this.runs).containsExactly("one ends at 2500", "other 2500");
		this.time.advance(Duration.ofMillis(500));
		assertThat(this.runs).last().isEqualTo("other 3000");
	}

	@Test
	void runThatAKillHasCutShortIsNotRepeated() {
		this.one.add(task(this.one::kill), new FixedRate(START, SECOND));
		this.other.add(task(() -> this.runs.add("other " + millis())), new FixedRate(START, SECOND));
		this.one.elect();
		this.time.advance(Duration.ofMillis(300));
		this.other.elect();
		this.time.advance(Duration.ofMillis(1000));
		assertThat(this.runs).containsExactly("other 1000");
	}

	@Test
	void oneTimeTaskThatAKillHasCutShortIsRunAgain() {
		this.one.add(task(this.one::kill), new Once(START));
		this.other.add(task(() -> this.runs.add("other " + millis())), new Once(START));
		this.one.elect();
		this.time.advance(Duration.ofMillis(300));
		this.other.elect();
		this.time.advance(Duration.ofMillis(1000));
		assertThat(this.runs).containsExactly("other 300");
	}

	@Test
	void taskThatFailsGoesOnAndSpringLearnsOfIt() {
		this.one.add(task(() -> {
			this.runs.add("one " + millis());
			throw new IllegalStateException("wrong");
		}), new FixedRate(START, SECOND));
		this.one.elect();
		this.time.advance(SECOND);
		assertThat(this.runs).containsExactly("one 0", "one 1000");
		assertThat(this.host.state("task (each PT1S)"))
			.isEqualTo(new TaskState("task (each PT1S)", START.plusSeconds(2), false));
	}

	@Test
	void oneTimeTaskThatFailsIsNotRunAgainUnlessTheWorkerEnds() {
		Runnable fails = task(() -> {
			throw new IllegalStateException("wrong");
		});
		this.one.add(fails, new Once(START));
		this.one.elect();
		this.time.advance(SECOND);
		assertThat(this.host.state("task (once)").due()).isNull();
		this.one.add(new Named("second", () -> {
			this.one.lead.stop();
			throw new IllegalStateException("interrupted");
		}), new Once(START));
		this.time.advance(SECOND);
		assertThat(this.host.state("second (once)")).isEqualTo(new TaskState("second (once)", START, false));
	}

	@Test
	void cancelledTaskDoesNotRunAndGivesItsNameFree() {
		LeaderTask task = this.one.add(task(() -> this.runs.add("one")), new FixedRate(START, SECOND));
		this.one.elect();
		assertThat(task.cancel(false)).isTrue();
		assertThat(task.isCancelled()).isTrue();
		assertThat(task.isDone()).isTrue();
		assertThat(task.cancel(false)).isFalse();
		this.time.advance(SECOND);
		assertThat(this.runs).isEmpty();
		assertThat(this.time.pending()).isZero();
		assertThat((Object) this.one.add(task(() -> {
		}), new FixedRate(START, SECOND))).hasToString("task (each PT1S)");
	}

	@Test
	void cancelledWhileItRunsIsInterruptedIfWantedAndNotPlannedAgain() {
		List<LeaderTask> added = new ArrayList<>();
		added.add(this.one.add(task(() -> {
			added.get(0).cancel(true);
			this.runs.add("interrupted " + Thread.interrupted());
		}), new FixedRate(START, SECOND)));
		this.one.elect();
		this.time.advance(SECOND.multipliedBy(3));
		assertThat(this.runs).containsExactly("interrupted true");
		assertThat(this.time.pending()).isZero();
	}

	@Test
	void delayIsKnownWhereTheTaskIsDue() {
		LeaderTask here = this.one.add(task(() -> {
		}), new FixedRate(START.plusSeconds(5), SECOND));
		LeaderTask there = this.other.add(task(() -> {
		}), new FixedRate(START.plusSeconds(5), SECOND));
		this.one.elect();
		this.time.advance(SECOND);
		assertThat(here.getDelay(TimeUnit.MILLISECONDS)).isEqualTo(4000);
		assertThat(there.getDelay(TimeUnit.MILLISECONDS)).isZero();
		assertThat(here.isDone()).isFalse();
		assertThat(here.compareTo(there)).isPositive();
	}

	@Test
	void oneTimeTaskIsDoneAfterItsRun() {
		LeaderTask task = this.one.add(task(() -> {
		}), new Once(START));
		this.one.elect();
		assertThat(task.isDone()).isFalse();
		this.time.advance(SECOND);
		assertThat(task.isDone()).isTrue();
		assertThat(task.isCancelled()).isFalse();
	}

	@Test
	void schedulerSeesTheTaskThroughItsRuns() {
		this.one.add(new Aware(), new FixedRate(START, SECOND));
		this.one.elect();
		assertThat(this.one.scheduler.given).singleElement()
			.isInstanceOfSatisfying(SchedulingAwareRunnable.class, (given) -> {
				assertThat(given.getQualifier()).isEqualTo("mine");
				assertThat(given.isLongLived()).isTrue();
				assertThat(given).hasToString("aware");
			});
	}

	@Test
	void schedulerThatIsShutDownLeavesTheTaskToTheNextLeader() {
		this.one.add(task(() -> {
			this.one.scheduler.shutDown = true;
			this.runs.add("one");
		}), new FixedRate(START, SECOND));
		this.one.elect();
		this.time.advance(SECOND);
		assertThat(this.runs).containsExactly("one");
		assertThat(this.host.state("task (each PT1S)"))
			.isEqualTo(new TaskState("task (each PT1S)", START.plusSeconds(1), false));
	}

	@Test
	void taskThatIsAddedToALeaderIsPlannedAtOnce() {
		this.one.elect();
		addToBoth(new FixedRate(START, SECOND));
		this.time.advance(Duration.ZERO);
		assertThat(this.runs).containsExactly("one 0");
	}

	private void addToBoth(Cadence cadence) {
		this.one.add(task(() -> this.runs.add("one " + millis())), cadence);
		this.other.add(task(() -> this.runs.add("other " + millis())), cadence);
	}

	private long millis() {
		return Duration.between(START, this.time.instant()).toMillis();
	}

	private static Runnable task(Runnable action) {
		return new Named("task", action);
	}

	private record Named(String name, Runnable action) implements Runnable {

		@Override
		public void run() {
			this.action.run();
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

	private static final class Aware implements SchedulingAwareRunnable {

		@Override
		public void run() {
		}

		@Override
		public String getQualifier() {
			return "mine";
		}

		@Override
		public boolean isLongLived() {
			return true;
		}

		@Override
		public String toString() {
			return "aware";
		}

	}

}
