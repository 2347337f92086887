package io.clusterboot.scheduling;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import org.springframework.core.task.TaskRejectedException;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.Trigger;

/**
 * A clock that a test moves, with a scheduler that runs what is due as it moves.
 */
final class FakeTime extends Clock {

	static final Instant START = Instant.parse("2025-01-01T00:00:00Z");

	private final PriorityQueue<Timer> timers = new PriorityQueue<>();

	private Instant now = START;

	private long count;

	@Override
	public Instant instant() {
		return this.now;
	}

	@Override
	public ZoneId getZone() {
		return ZoneOffset.UTC;
	}

	@Override
	public Clock withZone(ZoneId zone) {
		return this;
	}

	/**
	 * Move on, and run what is due on the way.
	 */
	void advance(Duration duration) {
		Instant end = this.now.plus(duration);
		for (Timer timer = next(end); timer != null; timer = next(end)) {
			if (timer.due.isAfter(this.now)) {
				this.now = timer.due;
			}
			timer.run();
		}
		if (end.isAfter(this.now)) {
			this.now = end;
		}
	}

	/*
	 * The time may have passed the end already, while a task ran.
	 */
	private Timer next(Instant end) {
		Timer timer = this.timers.peek();
		boolean due = timer != null && !timer.due.isAfter(end.isAfter(this.now) ? end : this.now);
		return due ? this.timers.poll() : null;
	}

	/**
	 * Move on while a task runs: nothing else can.
	 */
	void pass(Duration duration) {
		this.now = this.now.plus(duration);
	}

	/**
	 * Return how many timers there are.
	 */
	long pending() {
		return this.timers.stream().filter((timer) -> !timer.isCancelled()).count();
	}

	Scheduler scheduler() {
		return new Scheduler();
	}

	/**
	 * A scheduler of a worker, which is only asked to run a task once.
	 */
	final class Scheduler implements TaskScheduler {

		final List<Runnable> given = new ArrayList<>();

		boolean shutDown;

		@Override
		public Clock getClock() {
			return FakeTime.this;
		}

		@Override
		public ScheduledFuture<?> schedule(Runnable task, Instant startTime) {
			if (this.shutDown) {
				throw new TaskRejectedException("shut down");
			}
			this.given.add(task);
			Timer timer = new Timer(task, startTime);
			FakeTime.this.timers.add(timer);
			return timer;
		}

		@Override
		public ScheduledFuture<?> schedule(Runnable task, Trigger trigger) {
			throw new UnsupportedOperationException();
		}

		@Override
		public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, Instant startTime, Duration period) {
			throw new UnsupportedOperationException();
		}

		@Override
		public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, Duration period) {
			throw new UnsupportedOperationException();
		}

		@Override
		public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, Instant startTime, Duration delay) {
			throw new UnsupportedOperationException();
		}

		@Override
		public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, Duration delay) {
			throw new UnsupportedOperationException();
		}

	}

	private final class Timer extends FutureTask<Object> implements ScheduledFuture<Object> {

		private final Instant due;

		private final long number = FakeTime.this.count++;

		private Timer(Runnable task, Instant due) {
			super(task, null);
			this.due = due;
		}

		@Override
		public long getDelay(TimeUnit unit) {
			return unit.convert(Duration.between(FakeTime.this.now, this.due));
		}

		@Override
		public int compareTo(Delayed other) {
			int byTime = this.due.compareTo(((Timer) other).due);
			return (byTime != 0) ? byTime : Long.compare(this.number, ((Timer) other).number);
		}

	}

}
