package io.clusterboot.session;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;

import org.springframework.session.MapSession;
import org.springframework.session.data.redis.RedisSessionMapper;

/**
 * Makes a session of what can be read of it: without an attribute that cannot be read,
 * and none at all if what the session itself consists of cannot be read.
 */
/*
 * An attribute that is left out stays in Redis as it is, for a worker that can read it:
 * Spring Session writes what was changed, and nothing else.
 */
final class LenientSessionMapper implements BiFunction<String, Map<String, Object>, @Nullable MapSession> {

	private static final String ATTRIBUTE_PREFIX = "sessionAttr:";

	private final RedisSessionMapper mapper = new RedisSessionMapper();

	private final UnreadableLog log;

	LenientSessionMapper(UnreadableLog log) {
		this.log = log;
	}

	@Override
	public @Nullable MapSession apply(String id, Map<String, Object> entries) {
		Map<String, Object> readable = new HashMap<>();
		for (Map.Entry<String, Object> entry : entries.entrySet()) {
			String name = entry.getKey();
			if (!(entry.getValue() instanceof Unreadable unreadable)) {
				readable.put(name, entry.getValue());
			}
			else if (name.startsWith(ATTRIBUTE_PREFIX)) {
				this.log.attribute(name.substring(ATTRIBUTE_PREFIX.length()), unreadable.reason());
			}
			else {
				this.log.session(name, unreadable.reason());
				return null;
			}
		}
		return readable.isEmpty() ? null : map(id, readable);
	}

	private @Nullable MapSession map(String id, Map<String, Object> readable) {
		try {
			return this.mapper.apply(id, readable);
		}
		catch (IllegalStateException | ClassCastException ex) {
			this.log.session("its times", "they are missing or of other types");
			return null;
		}
	}

}
