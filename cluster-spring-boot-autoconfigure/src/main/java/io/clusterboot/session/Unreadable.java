package io.clusterboot.session;

import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;

/**
 * Stands for a value in Redis that cannot be read, and says why.
 */
/*
 * It is an empty map because Spring Session takes the message about a new session for a
 * map without asking.
 */
final class Unreadable extends AbstractMap<String, Object> {

	private final String reason;

	Unreadable(String reason) {
		this.reason = reason;
	}

	String reason() {
		return this.reason;
	}

	@Override
	public Set<Map.Entry<String, Object>> entrySet() {
		return Set.of();
	}

}
