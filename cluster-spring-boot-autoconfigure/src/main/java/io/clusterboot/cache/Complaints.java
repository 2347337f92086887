package io.clusterboot.cache;

import java.util.function.LongSupplier;

import io.clusterboot.redis.lettuce.Repetition;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * What the log says of a cache that cannot do what it should: not more than once in ten
 * seconds, and nothing of its keys and values.
 */
final class Complaints {

	private static final Log logger = LogFactory.getLog(Complaints.class);

	private final String cache;

	private final Repetition repetition;

	Complaints(String cache) {
		this(cache, System::nanoTime);
	}

	Complaints(String cache, LongSupplier clock) {
		this.cache = cache;
		this.repetition = new Repetition(clock);
	}

	/*
	 * The message of an error may quote the command, and with it the key.
	 */
	void about(Throwable failure) {
		if (this.repetition.isDue()) {
			logger.warn("Cache '" + this.cache + "' does without Redis where it has to ("
					+ failure.getClass().getSimpleName()
					+ "): what it cannot read counts as missing, what it cannot store is dropped");
		}
		logger.debug("Cache '" + this.cache + "' does without Redis", failure);
	}

}
