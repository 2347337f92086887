package io.clusterboot.redis.lettuce;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.env.DefaultPropertiesPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.ClassUtils;

/**
 * Whether an application has a Redis at all.
 */
/*
 * The starter brings the client to every application. One that has no Redis keeps its
 * sessions and caches in its own process, as without the starter, and has no component in
 * its health that can never be up.
 *
 * In a worker the master has decided, once for all of them: else the workers of one
 * cluster could come to different answers.
 */
final class RedisPresence {

	private static final String TESTCONTAINERS = "org.springframework.boot.testcontainers.service.connection.ServiceConnectionAutoConfiguration";

	private static final String[] CONNECTIONS = { "org.springframework.data.redis.connection.RedisConnectionFactory",
			"org.springframework.data.redis.connection.RedisConfiguration",
			"org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails" };

	private static final String[] CACHES = { "org.springframework.cache.Cache",
			"org.springframework.cache.CacheManager" };

	/*
	 * What Spring Boot prefers to Redis where it is there.
	 */
	private static final String[] CACHE_PROVIDERS = { "javax.cache.Caching", "com.hazelcast.core.HazelcastInstance",
			"org.infinispan.manager.EmbeddedCacheManager", "com.couchbase.client.java.Cluster" };

	private static final String CACHE_TYPE = "spring.cache.type";

	private final ConfigurableEnvironment environment;

	private final DeclaredBeans beans;

	private final @Nullable ClassLoader classLoader;

	RedisPresence(ConfigurableEnvironment environment, DeclaredBeans beans, @Nullable ClassLoader classLoader) {
		this.environment = environment;
		this.beans = beans;
		this.classLoader = classLoader;
	}

	/**
	 * Return whether there is no Redis, and nothing that may bring one.
	 */
	boolean isAbsent() {
		return !this.environment.getProperty("spring.aot.processing", Boolean.class, false)
				&& !ClassUtils.isPresent(TESTCONTAINERS, this.classLoader) && !this.beans.include(CONNECTIONS)
				&& isNowhere();
	}

	private boolean isNowhere() {
		String decision = this.environment.getProperty("cluster.worker.redis");
		return (decision != null) ? "absent".equals(decision)
				: !RedisSettings.configured(this.environment) && !Probe.ANSWERS;
	}

	/**
	 * Let caches be in this process, unless the application says where they are.
	 */
	void keepCachesHere() {
		boolean chosen = this.environment.containsProperty(CACHE_TYPE) || this.beans.include(CACHES);
		for (String provider : CACHE_PROVIDERS) {
			chosen |= ClassUtils.isPresent(provider, this.classLoader);
		}
		if (!chosen) {
			boolean caffeine = ClassUtils.isPresent("com.github.benmanes.caffeine.cache.Caffeine", this.classLoader);
			DefaultPropertiesPropertySource.addOrMerge(Map.of(CACHE_TYPE, caffeine ? "caffeine" : "simple"),
					this.environment.getPropertySources());
		}
	}

	/*
	 * Asked once in the life of a process, however many contexts it has.
	 */
	private static final class Probe {

		private static final boolean ANSWERS = RedisSettings.defaultAddressAnswers();

	}

}
