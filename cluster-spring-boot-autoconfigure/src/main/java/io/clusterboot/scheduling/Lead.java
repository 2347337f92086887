package io.clusterboot.scheduling;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import io.clusterboot.Leadership;
import io.clusterboot.TaskState;
import io.clusterboot.leader.LeaderListener;
import io.clusterboot.leader.LeaderSeat;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * The lead of this worker: its seat, by which it leads its host, and the lease by which
 * its host leads all.
 */
/*
 * Who leads is never kept here, it is asked each time: the seat knows that it resigned
 * before anybody is told, and the lease ends by the clock. So the order in which the
 * threads of seat and lease call is of no matter, each call makes a listener look again.
 *
 * What runs here is counted because the lease is given up only when nothing runs any
 * more: on this host the master keeps a successor from a task that still runs, on others
 * nobody would.
 */
final class Lead implements Leadership, LeaderListener, Lease.Listener, SmartLifecycle {

	private static final Log logger = LogFactory.getLog(Lead.class);

	private final LeaderSeat seat;

	private final Lease lease;

	private final AtomicInteger underWay = new AtomicInteger();

	private volatile LeadListener listener = new Nobody();

	private volatile boolean running;

	private volatile boolean resigned;

	Lead(LeaderSeat seat, Lease lease) {
		this.seat = seat;
		this.lease = lease;
		lease.listen(this);
	}

	/**
	 * Tell somebody what becomes of the lead. To be called before it starts.
	 * @param listener to tell
	 */
	void listen(LeadListener listener) {
		this.listener = listener;
	}

	@Override
	public void start() {
		this.running = true;
		this.seat.listen(this);
	}

	/*
	 * After the schedulers have stopped, and before the connections to Redis do.
	 */
	@Override
	public int getPhase() {
		return DEFAULT_PHASE / 2;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public void stop() {
		this.running = false;
		this.lease.close(this.underWay.get() == 0);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isLeader() {
		return this.seat.term() > 0 && this.lease.isHeld();
	}

	@Override
	public long term() {
		long term = this.seat.term();
		return (term > 0) ? this.lease.term(term) : 0;
	}

	@Override
	public void elected() {
		this.lease.want();
	}

	@Override
	public void resigned() {
		this.resigned = true;
		this.listener.changed();
		this.lease.keep();
		yieldIfIdle();
	}

	@Override
	public void freed(String task) {
		this.listener.freed(task);
	}

	@Override
	public void granted(List<TaskState> tasks) {
		tasks.forEach((task) -> this.seat.plan(task.task(), task.due()));
		if (isLeader()) {
			logger.debug("This worker leads (term " + term() + ")");
		}
		this.listener.changed();
	}

	@Override
	public void expired() {
		this.listener.changed();
		if (!this.lease.isHeld()) {
			this.listener.expired();
		}
	}

	/**
	 * Return what is known of a task.
	 * @param task name of the task
	 * @return its state, if a leader has ever planned it
	 */
	Optional<TaskState> find(String task) {
		return this.seat.find(task);
	}

	/**
	 * Plan a task, if this worker leads its host and the task does not run.
	 * @param task name of the task
	 * @param due when it is to run; {@code null} if never again
	 */
	void plan(String task, @Nullable Instant due) {
		this.seat.plan(task, due);
		this.lease.leave(task, due);
	}

	/**
	 * Begin a task. Who may has to {@link #end} it.
	 * @param task name of the task
	 * @param due when the next leader is to run it, if it does not come to its end here
	 * @return whether it may begin
	 */
	boolean begin(String task, @Nullable Instant due) {
		this.underWay.incrementAndGet();
		if (!this.running || !this.lease.isHeld() || !this.seat.begin(task, due)) {
			ended();
			return false;
		}
		this.lease.leave(task, due);
		return true;
	}

	/**
	 * End a task that began here.
	 * @param task name of the task
	 * @param due when it is to run next; {@code null} if never again
	 */
	void end(String task, @Nullable Instant due) {
		this.seat.end(task, due);
		this.lease.leave(task, due);
		ended();
	}

	private void ended() {
		this.underWay.decrementAndGet();
		if (this.resigned) {
			yieldIfIdle();
		}
	}

	private void yieldIfIdle() {
		if (this.underWay.get() == 0) {
			this.lease.yield();
		}
	}

	/**
	 * Follows the lead of an application that has no tasks.
	 */
	private static final class Nobody implements LeadListener {

		@Override
		public void changed() {
		}

		@Override
		public void expired() {
		}

		@Override
		public void freed(String task) {
		}

	}

}
