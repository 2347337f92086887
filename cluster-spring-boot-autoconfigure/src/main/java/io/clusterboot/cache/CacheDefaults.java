package io.clusterboot.cache;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.cache.autoconfigure.RedisCacheManagerBuilderCustomizer;
import org.springframework.core.Ordered;
import org.springframework.data.redis.cache.BatchStrategies;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.cache.RedisCacheManager.RedisCacheManagerBuilder;
import org.springframework.data.redis.cache.RedisCacheWriter;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.serializer.RedisSerializationContext.SerializationPair;
import org.springframework.data.redis.serializer.RedisSerializer;

/**
 * How the caches of a cluster are kept in Redis, unless the application says otherwise.
 *
 * @param connections where Redis is
 * @param values how values are written, {@code null} to leave that as it is
 * @param prefix how keys begin, {@code null} to leave that as it is
 */
/*
 * It comes before the customizers of the application, which so have the last word.
 *
 * Writes are awaited. By default they are only sent, on another connection than reads: a
 * lost eviction would go unnoticed, and the next worker would not find what this one has
 * computed. And a cache is cleared in steps, as one command that looks at all keys stops
 * Redis for everybody.
 */
record CacheDefaults(RedisConnectionFactory connections, @Nullable RedisSerializer<Object> values,
		@Nullable String prefix) implements RedisCacheManagerBuilderCustomizer, Ordered {

	private static final int STEP = 1000;

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public void customize(RedisCacheManagerBuilder builder) {
		builder.cacheWriter(RedisCacheWriter.create(this.connections,
				(writer) -> writer.immediateWrites().batchStrategy(BatchStrategies.scan(STEP))));
		builder.cacheDefaults(applyTo(builder.cacheDefaults()));
		builder.getConfiguredCaches()
			.stream()
			.toList()
			.forEach((name) -> builder.getCacheConfigurationFor(name)
				.ifPresent((configuration) -> builder.withCacheConfiguration(name, applyTo(configuration))));
	}

	private RedisCacheConfiguration applyTo(RedisCacheConfiguration configuration) {
		RedisCacheConfiguration applied = configuration;
		if (this.values != null) {
			applied = applied.serializeValuesWith(SerializationPair.fromSerializer(this.values));
		}
		if (this.prefix != null) {
			String start = this.prefix;
			applied = applied.computePrefixWith((name) -> start + name + ":");
		}
		return applied;
	}

}
