package io.clusterboot.cache;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.clusterboot.cache.TrackingLine.Listener;
import io.clusterboot.cache.TrackingLine.Opener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.SmartLifecycle;

/**
 * Keeps the near caches told of changes in Redis, and unused while they are not.
 */
/*
 * Its own thread opens the connection and asks Redis once a second for an answer; from
 * the moment of a question that was answered, the copies may be used for BOUND. The
 * thread of the connection hands over changes, and takes the trust away at once when the
 * connection ends. Both decide about trust with the monitor held, so that an answer that
 * came just before the end does not give it back.
 */
final class Invalidations implements SmartLifecycle {

	/*
	 * A copy is never used for longer than this after a change that was not told.
	 */
	static final Duration BOUND = Duration.ofSeconds(2);

	private static final Duration INTERVAL = Duration.ofSeconds(1);

	private static final Log logger = LogFactory.getLog(Invalidations.class);

	private final NearCaches caches;

	private final Opener opener;

	private final LongSupplier clock;

	private final Set<String> prefixes = new TreeSet<>();

	private @Nullable ScheduledExecutorService timer;

	private @Nullable Told told;

	private boolean complained;

	Invalidations(NearCaches caches, Opener opener, LongSupplier clock) {
		this.caches = caches;
		this.opener = opener;
		this.clock = clock;
	}

	@Override
	public synchronized void start() {
		ScheduledExecutorService started = Executors.newSingleThreadScheduledExecutor((task) -> {
			Thread thread = new Thread(task, "cluster-near-caches");
			thread.setDaemon(true);
			return thread;
		});
		started.scheduleWithFixedDelay(this::look, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
		this.timer = started;
	}

	@Override
	public synchronized void stop() {
		ScheduledExecutorService stopped = this.timer;
		this.timer = null;
		if (stopped != null) {
			stopped.shutdownNow();
		}
		end();
	}

	@Override
	public synchronized boolean isRunning() {
		return this.timer != null;
	}

	/*
	 * After the connection factory, whose phase is 0, and before it in the end.
	 */
	@Override
	public int getPhase() {
		return 1;
	}

	/**
	 * Have changes told of keys that begin so, too.
	 * @param prefix how they begin
	 */
	/*
	 * Redis does not take a prefix that begins like another.
	 */
	synchronized void watch(String prefix) {
		if (this.prefixes.stream().noneMatch(prefix::startsWith)) {
			this.prefixes.removeIf((other) -> other.startsWith(prefix));
			this.prefixes.add(prefix);
			end();
			if (this.timer != null) {
				this.timer.execute(this::look);
			}
		}
	}

	void look() {
		try {
			Told current = current();
			if (current != null) {
				ask(current);
			}
		}
		catch (TrackingUnsupportedException ex) {
			logger.warn("Near caches stay off (cluster.cache.near): " + ex.getMessage());
			stop();
		}
		catch (RuntimeException ex) {
			complain(ex);
		}
	}

	private @Nullable Told current() {
		Told opened;
		Set<String> wanted;
		synchronized (this) {
			if (this.told != null || this.prefixes.isEmpty()) {
				return this.told;
			}
			wanted = Set.copyOf(this.prefixes);
			opened = new Told();
			this.told = opened;
		}
		open(opened, wanted);
		return opened;
	}

	/*
	 * Cleared although nobody uses a copy now: who has read from Redis before it told of
	 * changes must not keep that.
	 */
	private void open(Told opened, Set<String> wanted) {
		try {
			opened.line = this.opener.open(wanted, opened);
			this.caches.clear();
		}
		catch (RuntimeException ex) {
			ended(opened);
			throw ex;
		}
	}

	/*
	 * Who was replaced while it was asked is closed here, as nobody else knows it.
	 */
	private void ask(Told current) {
		try {
			long asked = this.clock.getAsLong();
			current.ping();
			if (!trust(current, asked + BOUND.toNanos())) {
				current.close();
			}
		}
		catch (RuntimeException ex) {
			ended(current);
			current.close();
			throw ex;
		}
	}

	private synchronized boolean trust(Told asked, long until) {
		if (this.told != asked) {
			return false;
		}
		this.caches.trustUntil(until);
		if (this.complained) {
			this.complained = false;
			logger.info("Near caches are used again: Redis tells of changes");
		}
		return true;
	}

	private synchronized void ended(Told which) {
		if (this.told == which) {
			end();
		}
	}

	private synchronized void end() {
		this.caches.distrust();
		Told ended = this.told;
		this.told = null;
		if (ended != null) {
			ended.close();
		}
	}

	private synchronized void complain(RuntimeException failure) {
		if (!this.complained) {
			this.complained = true;
			logger.warn("Near caches are not used until Redis tells of changes again ("
					+ failure.getClass().getSimpleName() + ")");
		}
		logger.debug("Redis does not tell of changes", failure);
	}

	/**
	 * A connection while it tells.
	 */
	private final class Told implements Listener {

		private volatile @Nullable TrackingLine line;

		void ping() {
			if (this.line != null) {
				this.line.ping();
			}
		}

		@Override
		public void changed(ByteBuffer key) {
			Invalidations.this.caches.changed(key);
		}

		@Override
		public void changedAll() {
			Invalidations.this.caches.clear();
		}

		@Override
		public void disconnected() {
			ended(this);
		}

		void close() {
			TrackingLine open = this.line;
			if (open != null) {
				open.close();
			}
		}

	}

}
