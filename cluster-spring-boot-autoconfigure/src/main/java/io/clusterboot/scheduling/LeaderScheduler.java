package io.clusterboot.scheduling;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.Trigger;

/**
 * Lets tasks run on the leader only, on the threads of another scheduler.
 */
final class LeaderScheduler implements TaskScheduler {

	private final TaskScheduler delegate;

	private final LeaderTasks tasks;

	private final Predicate<Runnable> onEveryWorker;

	LeaderScheduler(TaskScheduler delegate, LeaderTasks tasks, Predicate<Runnable> onEveryWorker) {
		this.delegate = delegate;
		this.tasks = tasks;
		this.onEveryWorker = onEveryWorker;
	}

	@Override
	public Clock getClock() {
		return this.delegate.getClock();
	}

	@Override
	public @Nullable ScheduledFuture<?> schedule(Runnable task, Trigger trigger) {
		return this.onEveryWorker.test(task) ? this.delegate.schedule(task, trigger)
				: add(task, Cadence.of(trigger, getClock()));
	}

	@Override
	public ScheduledFuture<?> schedule(Runnable task, Instant startTime) {
		return this.onEveryWorker.test(task) ? this.delegate.schedule(task, startTime)
				: add(task, new Cadence.Once(startTime));
	}

	@Override
	public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, Instant startTime, Duration period) {
		return this.onEveryWorker.test(task) ? this.delegate.scheduleAtFixedRate(task, startTime, period)
				: add(task, new Cadence.FixedRate(startTime, period));
	}

	@Override
	public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, Duration period) {
		return this.onEveryWorker.test(task) ? this.delegate.scheduleAtFixedRate(task, period)
				: add(task, new Cadence.FixedRate(getClock().instant(), period));
	}

	@Override
	public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, Instant startTime, Duration delay) {
		return this.onEveryWorker.test(task) ? this.delegate.scheduleWithFixedDelay(task, startTime, delay)
				: add(task, new Cadence.FixedDelay(startTime, delay));
	}

	@Override
	public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, Duration delay) {
		return this.onEveryWorker.test(task) ? this.delegate.scheduleWithFixedDelay(task, delay)
				: add(task, new Cadence.FixedDelay(getClock().instant(), delay));
	}

	private ScheduledFuture<?> add(Runnable task, Cadence cadence) {
		return this.tasks.add(task, cadence, this.delegate);
	}

}
