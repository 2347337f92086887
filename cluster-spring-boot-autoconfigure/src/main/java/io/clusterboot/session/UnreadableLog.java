package io.clusterboot.session;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Tells of what cannot be read, now and then rather than in each request, and never whose
 * session or which value it is.
 */
final class UnreadableLog {

	private static final Log logger = LogFactory.getLog(UnreadableLog.class);

	private static final Duration INTERVAL = Duration.ofMinutes(5);

	private static final int REMEMBERED = 1000;

	private final Map<String, Instant> told = new HashMap<>();

	private final Clock clock;

	UnreadableLog(Clock clock) {
		this.clock = clock;
	}

	void attribute(String name, String reason) {
		tell("Attribute '" + name + "' of a session cannot be read and is left out: " + reason
				+ ". It stays in Redis as it is");
	}

	void session(String field, String reason) {
		tell("A session cannot be read, so its user gets a fresh one: " + field + ": " + reason
				+ ". This is to be expected once after a change of cluster.session.serialization");
	}

	private void tell(String message) {
		if (isDue(message)) {
			logger.warn(message);
		}
	}

	private synchronized boolean isDue(String message) {
		Instant now = this.clock.instant();
		this.told.values().removeIf((last) -> !last.plus(INTERVAL).isAfter(now));
		return this.told.size() < REMEMBERED && this.told.putIfAbsent(message, now) == null;
	}

}
