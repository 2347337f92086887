package io.clusterboot.leader;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.clusterboot.TaskState;
import org.jspecify.annotations.Nullable;

/**
 * Whether this worker leads its host, and what it has to know of the tasks of a leader.
 * Safe for use by many threads; nothing here waits.
 */
/*
 * A task begins and a leader resigns under the same lock: once the master has been told
 * that this worker resigned, nothing begins here any more, however late a listener learns
 * of it. What runs at that moment runs on, and the next leader knows of it.
 */
public final class LeaderSeat {

	private final MasterLine master;

	private final Executor executor;

	private final Map<String, TaskState> tasks = new HashMap<>();

	private @Nullable LeaderListener listener;

	private boolean left;

	private long term;

	/**
	 * Create the seat of a worker, which leads when its master says so.
	 * @param master who has to know what happens here
	 * @param executor calls the listener, one call after the other
	 */
	public LeaderSeat(MasterLine master, Executor executor) {
		this.master = master;
		this.executor = executor;
	}

	/**
	 * Create the seat of an application without a master: it leads.
	 * @return the seat
	 */
	public static LeaderSeat ofItsOwn() {
		LeaderSeat seat = new LeaderSeat(new Nobody(), Runnable::run);
		seat.elect(1, List.of());
		return seat;
	}

	/**
	 * Tell somebody when this worker leads, and at once if it does already.
	 * @param listener to tell
	 */
	public synchronized void listen(LeaderListener listener) {
		this.listener = listener;
		if (this.term > 0) {
			tell(LeaderListener::elected);
		}
	}

	/**
	 * Lead from now on, unless this worker leaves already.
	 * @param term number of this leader
	 * @param tasks what former leaders have left
	 */
	public synchronized void elect(long term, List<TaskState> tasks) {
		if (this.left) {
			this.master.resigned(term);
			return;
		}
		this.tasks.clear();
		tasks.forEach((task) -> this.tasks.put(task.task(), task));
		this.term = term;
		tell(LeaderListener::elected);
	}

	/**
	 * Take in what became of a task that still ran on a former leader.
	 * @param task the task
	 */
	public synchronized void changed(TaskState task) {
		this.tasks.put(task.task(), task);
		if (!task.running()) {
			tell((listener) -> listener.freed(task.task()));
		}
	}

	/**
	 * Never lead again: this worker leaves.
	 */
	public synchronized void leave() {
		this.left = true;
		long ended = this.term;
		if (ended > 0) {
			this.term = 0;
			this.master.resigned(ended);
			tell(LeaderListener::resigned);
		}
	}

	/**
	 * Return the number of this leader.
	 * @return 0 if this worker does not lead
	 */
	public synchronized long term() {
		return this.term;
	}

	/**
	 * Return what is known of a task.
	 * @param task name of the task
	 * @return its state, if a leader has ever planned it
	 */
	public synchronized Optional<TaskState> find(String task) {
		return Optional.ofNullable(this.tasks.get(task));
	}

	/**
	 * Plan a task, if this worker leads and the task does not run.
	 * @param task name of the task
	 * @param due when it is to run; {@code null} if never again
	 */
	public synchronized void plan(String task, @Nullable Instant due) {
		if (this.term > 0 && !isRunning(task)) {
			change(new TaskState(task, due, false));
		}
	}

	/**
	 * Begin a task. Who may has to {@link #end} it.
	 * @param task name of the task
	 * @param due when the next leader is to run it, if this worker ends before it
	 * @return whether it may begin: this worker leads, and the task does not run anywhere
	 */
	public synchronized boolean begin(String task, @Nullable Instant due) {
		if (this.term == 0 || isRunning(task)) {
			return false;
		}
		change(new TaskState(task, due, true));
		return true;
	}

	/**
	 * End a task that began here.
	 * @param task name of the task
	 * @param due when it is to run next; {@code null} if never again
	 */
	public synchronized void end(String task, @Nullable Instant due) {
		change(new TaskState(task, due, false));
	}

	private boolean isRunning(String task) {
		TaskState state = this.tasks.get(task);
		return state != null && state.running();
	}

	private void change(TaskState task) {
		this.tasks.put(task.task(), task);
		this.master.changed(task);
	}

	private void tell(Consumer<LeaderListener> news) {
		LeaderListener listener = this.listener;
		if (listener != null) {
			this.executor.execute(() -> news.accept(listener));
		}
	}

	/**
	 * The master of an application that has none.
	 */
	private static final class Nobody implements MasterLine {

		@Override
		public void changed(TaskState task) {
		}

		@Override
		public void resigned(long term) {
		}

	}

}
