package io.clusterboot.scheduling;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.scheduling.concurrent.ConcurrentTaskScheduler;

/**
 * Runs what is to run once for all workers of a generation, one after the other.
 */
/*
 * On a thread of its own: it may take as long as it likes, and would keep scheduled tasks
 * from running in time.
 */
final class RunnerTasks implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(RunnerTasks.class);

	private final LeaderTasks tasks;

	private final int generation;

	private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor((task) -> {
		Thread thread = new Thread(task, "cluster-runners");
		thread.setDaemon(true);
		return thread;
	});

	private final ConcurrentTaskScheduler scheduler = new ConcurrentTaskScheduler(this.executor);

	RunnerTasks(LeaderTasks tasks, int generation) {
		this.tasks = tasks;
		this.generation = generation;
		this.scheduler.setErrorHandler(this::failed);
	}

	void add(String name, Run run) {
		this.tasks.add(new Runner(name + " of generation " + this.generation, run),
				new Cadence.Once(this.scheduler.getClock().instant()), this.scheduler);
	}

	private void failed(Throwable failure) {
		if (this.tasks.isClosing()) {
			logger.debug("A runner is left to the next leader", failure);
		}
		else {
			logger.error(failure.getMessage(), failure.getCause());
		}
	}

	/*
	 * After the lead, so that what this interrupts counts as not finished.
	 */
	@Override
	public void close() {
		this.executor.shutdownNow();
	}

	/**
	 * What a runner does.
	 */
	@FunctionalInterface
	interface Run {

		void run() throws Throwable;

	}

	/**
	 * A runner as a task.
	 *
	 * @param name its name
	 * @param action what it does
	 */
	private record Runner(String name, Run action) implements Runnable {

		@Override
		public void run() {
			try {
				this.action.run();
			}
			catch (Throwable ex) {
				throw new IllegalStateException("Runner " + this.name + " failed (@OnLeader). It does not run again "
						+ "before the next generation, unless the end of the lead has interrupted it", ex);
			}
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

}
