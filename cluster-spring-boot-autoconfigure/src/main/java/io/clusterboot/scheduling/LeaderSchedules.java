package io.clusterboot.scheduling;

import java.util.function.Predicate;

import org.springframework.core.Ordered;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.config.ScheduledTaskRegistrar;

/**
 * Lets all that an application schedules with {@code @Scheduled} or a
 * {@link SchedulingConfigurer} run on the leader only.
 */
/*
 * There are two of them: one comes before those of the application, which may schedule at
 * once, and one after them, because they may replace the scheduler.
 */
final class LeaderSchedules implements SchedulingConfigurer, Ordered {

	private final LeaderTasks tasks;

	private final Predicate<Runnable> onEveryWorker;

	private final int order;

	LeaderSchedules(LeaderTasks tasks, Predicate<Runnable> onEveryWorker, int order) {
		this.tasks = tasks;
		this.onEveryWorker = onEveryWorker;
		this.order = order;
	}

	@Override
	public int getOrder() {
		return this.order;
	}

	@Override
	public void configureTasks(ScheduledTaskRegistrar registrar) {
		TaskScheduler scheduler = registrar.getScheduler();
		if (scheduler != null && !(scheduler instanceof LeaderScheduler)) {
			registrar.setTaskScheduler(new LeaderScheduler(scheduler, this.tasks, this.onEveryWorker));
		}
	}

}
