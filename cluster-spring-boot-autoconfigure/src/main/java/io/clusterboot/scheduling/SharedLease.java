package io.clusterboot.scheduling;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.clusterboot.redis.lettuce.Repetition;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The lease that the hosts have from each other, one at a time.
 */
/*
 * Two threads: one takes and renews it and may wait for Redis for long, one sees that it
 * ends meanwhile. The state is written under the lock of this, and the listener is called
 * without it.
 *
 * It is trusted for a lease from before the command was sent, less a tenth: what runs has
 * that time to notice.
 */
final class SharedLease implements Lease {

	private static final Log logger = LogFactory.getLog(SharedLease.class);

	private static final Duration RETRY = Duration.ofMillis(500);

	private static final Duration END = Duration.ofSeconds(2);

	private final LeaseStore store;

	private final Duration lease;

	private final LeaseClock clock;

	private final Repetition failures;

	private final TaskNotes notes;

	private final Thread keeper = thread(this::run, "cluster-lease");

	private final ScheduledThreadPoolExecutor watch = new ScheduledThreadPoolExecutor(1,
			(task) -> thread(task, "cluster-lease-watch"));

	private @Nullable Listener listener;

	private volatile @Nullable Grant grant;

	private Wish wish = Wish.NONE;

	/*
	 * Whether Redis may have it as that of this worker.
	 */
	private boolean taken;

	/*
	 * Whether another host has led while this one was there: only then is what that host
	 * has left a part of the same story.
	 */
	private boolean successor;

	private boolean closed;

	SharedLease(LeaseStore store, Duration lease, LeaseClock clock) {
		this.store = store;
		this.notes = new TaskNotes(store);
		this.lease = lease;
		this.clock = clock;
		this.failures = new Repetition(clock::nanoTime);
		this.watch.setRemoveOnCancelPolicy(true);
		this.watch.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
	}

	private static Thread thread(Runnable task, String name) {
		Thread thread = new Thread(task, name);
		thread.setDaemon(true);
		return thread;
	}

	@Override
	public void listen(Listener listener) {
		this.listener = listener;
	}

	@Override
	public synchronized void want() {
		wish();
		if (this.keeper.getState() == Thread.State.NEW) {
			this.keeper.start();
		}
	}

	synchronized void wish() {
		this.wish = Wish.LEAD;
		notifyAll();
	}

	@Override
	public synchronized void keep() {
		if (this.wish == Wish.LEAD) {
			this.wish = Wish.KEEP;
			notifyAll();
		}
	}

	@Override
	public synchronized void yield() {
		this.wish = Wish.NONE;
		this.grant = null;
		notifyAll();
	}

	@Override
	public boolean isHeld() {
		return heldTerm() > 0;
	}

	@Override
	public long term(long seatTerm) {
		return heldTerm();
	}

	private long heldTerm() {
		Grant grant = this.grant;
		return (grant != null && grant.isValid(this.clock)) ? grant.term() : 0;
	}

	private void run() {
		try {
			for (Duration pause = Duration.ZERO; await(pause);) {
				pause = step();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private synchronized boolean await(Duration pause) throws InterruptedException {
		if (!this.closed && !pause.isZero()) {
			wait(pause.toMillis());
		}
		while (!this.closed && this.wish == Wish.NONE && !this.taken) {
			wait();
		}
		return !this.closed;
	}

	/**
	 * Do what has to be done now.
	 * @return when to come again at the latest
	 */
	Duration step() {
		try {
			return isWanted() ? take() : giveUp();
		}
		catch (RuntimeException ex) {
			if (this.failures.isDue()) {
				logger.warn("Redis does not answer, so this host leads no longer than its lease, if it does "
						+ "(cluster.leader-lease=" + this.lease.toMillis() + "ms): " + ex.getMessage());
			}
			logger.debug("The lease could not be taken, renewed or released", ex);
			return RETRY;
		}
	}

	private synchronized boolean isWanted() {
		return this.wish == Wish.LEAD || this.wish == Wish.KEEP && isHeld();
	}

	private Duration take() {
		noticeEnd();
		long nanos = this.clock.nanoTime();
		long millis = this.clock.currentTimeMillis();
		long term;
		boolean successor;
		synchronized (this) {
			term = heldTerm();
			successor = this.successor;
			if (term == 0 && this.wish != Wish.LEAD) {
				return Duration.ZERO;
			}
			this.taken = true;
		}
		LeaseStore.Answer answer = this.store.take(term, successor);
		return switch (answer.outcome()) {
			case HELD ->
				granted(answer, new Grant(answer.term(), nanos + trusted().toNanos(), millis + trusted().toMillis()));
			case HANDED_OVER -> handedOver();
			case REFUSED, TOO_EARLY -> refused(answer.outcome());
		};
	}

	private Duration trusted() {
		return this.lease.minus(this.lease.dividedBy(10));
	}

	private Duration granted(LeaseStore.Answer answer, Grant next) {
		boolean news;
		synchronized (this) {
			news = heldTerm() != next.term();
			if (this.wish == Wish.NONE || !next.isValid(this.clock)) {
				return Duration.ZERO;
			}
			this.grant = next;
			this.successor = false;
			this.watch.schedule(() -> expire(next), next.untilNanos() - this.clock.nanoTime(), TimeUnit.NANOSECONDS);
		}
		if (news) {
			logger.info("This host leads all hosts (term " + next.term() + ")");
			tell(() -> listener().granted(answer.tasks()));
		}
		return this.lease.dividedBy(3);
	}

	/*
	 * This host leads on. If it is this worker by which it does, it takes the lease back.
	 */
	private synchronized Duration handedOver() {
		this.grant = null;
		this.taken = false;
		if (this.wish == Wish.KEEP) {
			this.wish = Wish.NONE;
		}
		return Duration.ZERO;
	}

	private Duration refused(LeaseStore.Outcome outcome) {
		boolean had;
		synchronized (this) {
			had = this.grant != null;
			this.grant = null;
			this.taken = false;
			this.successor |= outcome == LeaseStore.Outcome.REFUSED;
		}
		if (had) {
			expired();
		}
		return RETRY;
	}

	/*
	 * A process that was stopped comes here before the watch, it may be.
	 */
	private void noticeEnd() {
		Grant grant = this.grant;
		if (grant != null) {
			expire(grant);
		}
	}

	/*
	 * See that a grant has ended without being renewed.
	 */
	private void expire(Grant grant) {
		synchronized (this) {
			if (this.grant != grant || grant.isValid(this.clock)) {
				return;
			}
			this.grant = null;
		}
		expired();
	}

	private void expired() {
		logger.info("This host does not lead any more: its lease was not renewed in time");
		tell(() -> listener().expired());
	}

	private Listener listener() {
		if (this.listener == null) {
			throw new IllegalStateException("Nobody listens to the lease");
		}
		return this.listener;
	}

	private static void tell(Runnable news) {
		try {
			news.run();
		}
		catch (RuntimeException ex) {
			logger.error("A change of the lease could not be followed", ex);
		}
	}

	private Duration giveUp() {
		this.store.release();
		synchronized (this) {
			this.taken = false;
			this.wish = (this.wish == Wish.KEEP) ? Wish.NONE : this.wish;
		}
		return Duration.ZERO;
	}

	@Override
	public void leave(String task, @Nullable Instant due) {
		this.notes.add(task, due);
	}

	@Override
	public void close(boolean release) {
		synchronized (this) {
			this.closed = true;
			this.wish = Wish.NONE;
			this.grant = null;
			notifyAll();
		}
		this.watch.shutdownNow();
		try {
			this.notes.close(END);
			this.keeper.join(END.toMillis());
			if (release && isTaken()) {
				this.store.release();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (RuntimeException ex) {
			logger.debug("The lease is left to expire", ex);
		}
	}

	private synchronized boolean isTaken() {
		return this.taken;
	}

	/**
	 * What this worker wants of the lease.
	 */
	private enum Wish {

		/**
		 * Nothing.
		 */
		NONE,

		/**
		 * To have it.
		 */
		LEAD,

		/**
		 * Not to lose it, for the sake of what runs here.
		 */
		KEEP

	}

}
