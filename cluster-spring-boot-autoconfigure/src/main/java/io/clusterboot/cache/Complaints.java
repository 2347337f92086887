package io.clusterboot.cache;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * What the log says of a cache that cannot do what it should: not more than once in ten
 * seconds, and nothing of its keys and values.
 */
final class Complaints {

	private static final Duration INTERVAL = Duration.ofSeconds(10);

	private static final Log logger = LogFactory.getLog(Complaints.class);

	private final String cache;

	private final LongSupplier clock;

	private final AtomicLong due;

	Complaints(String cache) {
		this(cache, System::nanoTime);
	}

	Complaints(String cache, LongSupplier clock) {
		this.cache = cache;
		this.clock = clock;
		this.due = new AtomicLong(clock.getAsLong());
	}

	/*
	 * The message of an error may quote the command, and with it the key.
	 */
	void about(Throwable failure) {
		long now = this.clock.getAsLong();
		long next = this.due.get();
		if (now - next >= 0 && this.due.compareAndSet(next, now + INTERVAL.toNanos())) {
			logger.warn("Cache '" + this.cache + "' does without Redis where it has to ("
					+ failure.getClass().getSimpleName()
					+ "): what it cannot read counts as missing, what it cannot store is dropped");
		}
		logger.debug("Cache '" + this.cache + "' does without Redis", failure);
	}

}
