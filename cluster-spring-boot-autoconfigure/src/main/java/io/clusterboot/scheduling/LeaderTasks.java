package io.clusterboot.scheduling;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.scheduling.TaskScheduler;

/**
 * The tasks of this worker that run on the leader only.
 */
final class LeaderTasks implements LeadListener {

	private static final Log logger = LogFactory.getLog(LeaderTasks.class);

	private final Lead lead;

	private final Map<String, LeaderTask> tasks = new LinkedHashMap<>();

	LeaderTasks(Lead lead) {
		this.lead = lead;
		lead.listen(this);
	}

	/**
	 * Add a task.
	 * @param runnable what it runs
	 * @param cadence when it is due
	 * @param scheduler where it runs
	 * @return the task
	 */
	ScheduledFuture<?> add(Runnable runnable, Cadence cadence, TaskScheduler scheduler) {
		LeaderTask task;
		synchronized (this.tasks) {
			String name = TaskNames.of(runnable, cadence, this.tasks.keySet());
			task = new LeaderTask(name, runnable, cadence, scheduler, this);
			this.tasks.put(name, task);
		}
		task.review();
		return task;
	}

	void remove(String name, LeaderTask task) {
		synchronized (this.tasks) {
			this.tasks.remove(name, task);
		}
	}

	Lead lead() {
		return this.lead;
	}

	/**
	 * Return whether this worker is about to end, and with it what runs here.
	 */
	boolean isClosing() {
		return !this.lead.isRunning();
	}

	@Override
	public void changed() {
		all().forEach(LeaderTask::review);
	}

	@Override
	public void freed(String name) {
		LeaderTask task;
		synchronized (this.tasks) {
			task = this.tasks.get(name);
		}
		if (task != null) {
			task.review();
		}
	}

	@Override
	public void expired() {
		List<LeaderTask> interrupted = all().stream().filter(LeaderTask::interrupt).toList();
		if (!interrupted.isEmpty()) {
			logger.warn("The lease of this host ended before Redis could renew it (cluster.leader-lease), so another "
					+ "host may lead: interrupted " + interrupted);
		}
	}

	private List<LeaderTask> all() {
		synchronized (this.tasks) {
			return List.copyOf(this.tasks.values());
		}
	}

}
