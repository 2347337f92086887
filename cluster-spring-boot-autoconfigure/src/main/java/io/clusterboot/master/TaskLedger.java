package io.clusterboot.master;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.clusterboot.TaskState;
import org.jspecify.annotations.Nullable;

/**
 * What the leaders of this cluster have done and planned, for those that follow. Used by
 * the master's thread alone.
 */
final class TaskLedger {

	/*
	 * All of them have to fit into one message.
	 */
	private static final int MOST = 1000;

	private static final int LONGEST_NAME = 500;

	private final Map<String, Entry> entries = new LinkedHashMap<>();

	/**
	 * Write down what a worker says of a task.
	 * @return whether it is so: what runs on another worker is not this one's to change
	 */
	boolean write(long pid, TaskState task) {
		Entry known = this.entries.get(task.task());
		if (known != null && known.state.running() && known.pid != pid) {
			return false;
		}
		if (task.task().length() > LONGEST_NAME || (known == null && !makeRoom())) {
			return false;
		}
		this.entries.remove(task.task());
		this.entries.put(task.task(), new Entry(pid, task));
		return true;
	}

	/*
	 * Those of versions long gone are the oldest.
	 */
	private boolean makeRoom() {
		if (this.entries.size() < MOST) {
			return true;
		}
		@Nullable String oldest = this.entries.entrySet()
			.stream()
			.filter((entry) -> !entry.getValue().state.running())
			.map(Map.Entry::getKey)
			.findFirst()
			.orElse(null);
		return oldest != null && this.entries.remove(oldest) != null;
	}

	/**
	 * Let nothing run on a worker, which has ended.
	 * @return the tasks that ran there
	 */
	List<TaskState> release(long pid) {
		List<TaskState> running = this.entries.values()
			.stream()
			.filter((entry) -> entry.pid == pid && entry.state.running())
			.map((entry) -> new TaskState(entry.state.task(), entry.state.due(), false))
			.toList();
		running.forEach((task) -> this.entries.put(task.task(), new Entry(pid, task)));
		return running;
	}

	List<TaskState> tasks() {
		return this.entries.values().stream().map(Entry::state).toList();
	}

	/**
	 * A task and the worker that wrote it down.
	 */
	private record Entry(long pid, TaskState state) {
	}

}
