package io.clusterboot.master;

import java.time.Duration;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Keeps the Redis of the cluster running, for as long as there are workers. Used by the
 * master's thread alone.
 */
/*
 * It never gives up: workers can do without Redis for a while, and better than without a
 * master.
 */
final class RedisKeeper {

	/**
	 * What there is to keep where the cluster has no Redis of its own.
	 */
	static final RedisKeeper NONE = new RedisKeeper(() -> {
	}, MasterClock.SYSTEM);

	private static final Log logger = LogFactory.getLog(RedisKeeper.class);

	private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

	private final Runnable starter;

	private final MasterClock clock;

	private Duration pause = SHORTEST_PAUSE;

	private boolean isStartDue;

	private long nextStart;

	private boolean isListening = true;

	private long listeningSince;

	/**
	 * Create a keeper of a Redis that runs.
	 * @param starter starts it again, later and on another thread, which tells by an
	 * event what came of it
	 * @param clock tells the time
	 */
	RedisKeeper(Runnable starter, MasterClock clock) {
		this.starter = starter;
		this.clock = clock;
		this.listeningSince = clock.nanoTime();
	}

	void handle(Event event) {
		if (event instanceof Event.RedisListening listening) {
			this.isListening = true;
			this.listeningSince = this.clock.nanoTime();
			logger.info("Redis (pid " + listening.pid() + ") is listening on 127.0.0.1:" + listening.port());
		}
		else if (event instanceof Event.RedisEnded ended) {
			startAgain(ended.what());
		}
	}

	private void startAgain(String what) {
		long now = this.clock.nanoTime();
		if (this.isListening && now - this.listeningSince >= LONGEST_PAUSE.toNanos()) {
			this.pause = SHORTEST_PAUSE;
		}
		this.isListening = false;
		logger.warn(what + "; starting it again in " + this.pause.toMillis() + "ms");
		this.nextStart = now + this.pause.toNanos();
		this.isStartDue = true;
		Duration longer = this.pause.multipliedBy(2);
		this.pause = (longer.compareTo(LONGEST_PAUSE) < 0) ? longer : LONGEST_PAUSE;
	}

	/**
	 * Start it again if it is time.
	 */
	void step() {
		if (this.isStartDue && this.clock.nanoTime() - this.nextStart >= 0) {
			this.isStartDue = false;
			this.starter.run();
		}
	}

	/**
	 * Return how long nothing is due, if no event comes.
	 */
	Duration idleTime() {
		return this.isStartDue ? Duration.ofNanos(Math.max(0, this.nextStart - this.clock.nanoTime()))
				: Duration.ofDays(1);
	}

}
