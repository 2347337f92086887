package io.clusterboot.scheduling;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.clusterboot.TaskState;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.task.TaskRejectedException;
import org.springframework.scheduling.SchedulingAwareRunnable;
import org.springframework.scheduling.TaskScheduler;

/**
 * A task that runs on the leader only, as one worker sees it.
 */
/*
 * While this worker leads there is a timer for the next time it is due, and only for
 * that: everything else can be known by another leader. All fields are guarded by this.
 */
final class LeaderTask implements ScheduledFuture<Object> {

	private static final Log logger = LogFactory.getLog(LeaderTask.class);

	private final String name;

	private final Runnable runnable;

	private final Cadence cadence;

	private final TaskScheduler scheduler;

	private final LeaderTasks tasks;

	private final CompletableFuture<Object> outcome = new CompletableFuture<>();

	private @Nullable Instant due;

	private @Nullable ScheduledFuture<?> timer;

	private @Nullable Thread thread;

	private boolean interrupted;

	LeaderTask(String name, Runnable runnable, Cadence cadence, TaskScheduler scheduler, LeaderTasks tasks) {
		this.name = name;
		this.runnable = runnable;
		this.cadence = cadence;
		this.scheduler = scheduler;
		this.tasks = tasks;
	}

	/**
	 * Have a timer if this worker is to run it next, else none.
	 */
	synchronized void review() {
		if (this.thread != null) {
			return;
		}
		dropTimer();
		if (!isDone() && !this.tasks.isClosing() && this.tasks.lead().isLeader()) {
			TaskState state = this.tasks.lead().find(this.name).orElseGet(this::planFirst);
			if (!state.running()) {
				await(state.due());
			}
		}
	}

	private TaskState planFirst() {
		Instant first = this.cadence.first();
		this.tasks.lead().plan(this.name, first);
		return new TaskState(this.name, first, false);
	}

	private void await(@Nullable Instant due) {
		if (due == null) {
			this.outcome.complete(this);
			return;
		}
		try {
			this.due = due;
			this.timer = this.scheduler.schedule(new Firing(due), due);
		}
		catch (TaskRejectedException ex) {
			// The scheduler has been shut down, and this worker with it
			logger.debug("Task '" + this.name + "' is left to the next leader", ex);
		}
	}

	private void dropTimer() {
		this.due = null;
		if (this.timer != null) {
			this.timer.cancel(false);
			this.timer = null;
		}
	}

	private synchronized boolean begin(Instant due, Instant begin) {
		if (isDone() || this.thread != null || !due.equals(this.due)
				|| !this.tasks.lead().begin(this.name, this.cadence.afterInterruption(due, begin))) {
			return false;
		}
		this.due = null;
		this.timer = null;
		this.interrupted = false;
		this.thread = Thread.currentThread();
		return true;
	}

	private synchronized void end(Instant due, Instant begin, boolean completed) {
		this.thread = null;
		boolean cutShort = !completed && (this.interrupted || this.tasks.isClosing());
		this.tasks.lead().end(this.name, cutShort ? this.cadence.afterInterruption(due, begin) : next(due, begin));
		review();
	}

	private @Nullable Instant next(Instant due, Instant begin) {
		return this.cadence.next(due, begin, this.scheduler.getClock().instant());
	}

	/**
	 * Interrupt it if it runs: somebody else may run it soon.
	 * @return whether it runs
	 */
	synchronized boolean interrupt() {
		if (this.thread != null) {
			this.interrupted = true;
			this.thread.interrupt();
		}
		return this.thread != null;
	}

	@Override
	public synchronized boolean cancel(boolean mayInterruptIfRunning) {
		boolean cancelled = !isDone() && this.outcome.cancel(false);
		if (cancelled) {
			this.tasks.remove(this.name, this);
			dropTimer();
			if (mayInterruptIfRunning && this.thread != null) {
				this.thread.interrupt();
			}
		}
		return cancelled;
	}

	@Override
	public boolean isCancelled() {
		return this.outcome.isCancelled();
	}

	@Override
	public boolean isDone() {
		return this.outcome.isDone();
	}

	@Override
	public Object get() throws InterruptedException, ExecutionException {
		return this.outcome.get();
	}

	@Override
	public Object get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
		return this.outcome.get(timeout, unit);
	}

	/**
	 * Return in what time it is due here.
	 * @return 0 where it is not: on a worker that does not lead
	 */
	@Override
	public synchronized long getDelay(TimeUnit unit) {
		return (this.due != null) ? unit.convert(Duration.between(this.scheduler.getClock().instant(), this.due)) : 0;
	}

	@Override
	public int compareTo(Delayed other) {
		return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
	}

	@Override
	public String toString() {
		return this.name;
	}

	/**
	 * One run of the task, which the scheduler treats as it would treat the task.
	 */
	private final class Firing implements SchedulingAwareRunnable {

		private final Instant due;

		private Firing(Instant due) {
			this.due = due;
		}

		@Override
		public void run() {
			Instant begin = LeaderTask.this.scheduler.getClock().instant();
			if (!begin(this.due, begin)) {
				return;
			}
			boolean completed = false;
			try {
				LeaderTask.this.runnable.run();
				completed = true;
			}
			finally {
				end(this.due, begin, completed);
			}
		}

		@Override
		public boolean isLongLived() {
			return LeaderTask.this.runnable instanceof SchedulingAwareRunnable aware && aware.isLongLived();
		}

		@Override
		public @Nullable String getQualifier() {
			return (LeaderTask.this.runnable instanceof SchedulingAwareRunnable aware) ? aware.getQualifier() : null;
		}

		@Override
		public String toString() {
			return LeaderTask.this.runnable.toString();
		}

	}

}
