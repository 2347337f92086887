package io.clusterboot.bootstrap;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

import io.clusterboot.redis.RedisServer;
import org.jspecify.annotations.Nullable;

/**
 * The Redis that workers use, and how they are told.
 *
 * @param presence where it comes from
 * @param server what this master has started, where it is embedded
 */
/*
 * The variables begin as those of a worker do: CLUSTER_REDIS would be read as a value of
 * the property cluster.redis, which is a group.
 */
record ClusterRedis(Presence presence, @Nullable RedisServer server) implements AutoCloseable {

	/**
	 * Name of the variable that holds the path of the pipe which a worker keeps open.
	 */
	static final String PIPE = "CLUSTER_WORKER_REDIS_PIPE";

	private static final String PRESENCE = "CLUSTER_WORKER_REDIS";

	private static final String URL = "CLUSTER_WORKER_REDIS_URL";

	static ClusterRedis embedded(RedisServer server) {
		return new ClusterRedis(Presence.EMBEDDED, server);
	}

	static ClusterRedis configured() {
		return new ClusterRedis(Presence.CONFIGURED, null);
	}

	static ClusterRedis absent() {
		return new ClusterRedis(Presence.ABSENT, null);
	}

	/**
	 * Return what a worker finds in its environment.
	 */
	Map<String, String> variables() {
		Map<String, String> variables = new HashMap<>();
		variables.put(PRESENCE, this.presence.name().toLowerCase(Locale.ROOT));
		if (this.server != null) {
			variables.put(URL, this.server.url());
			variables.put(PIPE, this.server.pipe().toString());
		}
		return variables;
	}

	/**
	 * Return the properties that a worker makes of these variables.
	 */
	static Map<String, Object> properties(Map<String, String> variables) {
		Map<String, Object> properties = new HashMap<>();
		String presence = variables.get(PRESENCE);
		if (presence != null) {
			properties.put("cluster.worker.redis", presence);
		}
		String url = variables.get(URL);
		if (url != null) {
			properties.put("spring.data.redis.url", url);
		}
		return properties;
	}

	@Override
	public void close() {
		if (this.server != null) {
			this.server.close();
		}
	}

	/**
	 * Where a Redis comes from.
	 */
	enum Presence {

		/**
		 * The master has started it.
		 */
		EMBEDDED,

		/**
		 * The configuration of the application says where it is, or it is where Spring
		 * Boot looks for it.
		 */
		CONFIGURED,

		/**
		 * There is none.
		 */
		ABSENT

	}

}
