package io.clusterboot.scheduling;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.clusterboot.TaskState;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What the leader writes down for other hosts about its tasks, on a thread of its own so
 * that no task waits for it.
 */
/*
 * What could not be written is written again when the task is due again. While Redis is
 * slow the newest of each task is kept, and nothing else.
 */
final class TaskNotes {

	private static final Log logger = LogFactory.getLog(TaskNotes.class);

	private final LeaseStore store;

	private final ThreadPoolExecutor writer;

	private Map<String, TaskState> unwritten = new LinkedHashMap<>();

	TaskNotes(LeaseStore store) {
		this.store = store;
		this.writer = new ThreadPoolExecutor(0, 1, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(), (task) -> {
			Thread thread = new Thread(task, "cluster-lease-notes");
			thread.setDaemon(true);
			return thread;
		}, new ThreadPoolExecutor.DiscardPolicy());
	}

	synchronized void add(String task, @Nullable Instant due) {
		boolean idle = this.unwritten.isEmpty();
		this.unwritten.put(task, new TaskState(task, due, false));
		if (idle) {
			this.writer.execute(this::write);
		}
	}

	private void write() {
		Map<String, TaskState> tasks = takeUnwritten();
		try {
			this.store.keep(tasks);
		}
		catch (RuntimeException ex) {
			logger.debug("Other hosts do not learn when tasks are due: " + tasks.keySet(), ex);
		}
	}

	private synchronized Map<String, TaskState> takeUnwritten() {
		Map<String, TaskState> tasks = this.unwritten;
		this.unwritten = new LinkedHashMap<>();
		return tasks;
	}

	/**
	 * Write what is left.
	 * @param timeout how long at most
	 * @throws InterruptedException if this thread is interrupted
	 */
	void close(Duration timeout) throws InterruptedException {
		this.writer.shutdown();
		if (!this.writer.awaitTermination(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
			this.writer.shutdownNow();
		}
	}

}
