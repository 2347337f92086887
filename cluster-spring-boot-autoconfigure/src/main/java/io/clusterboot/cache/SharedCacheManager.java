package io.clusterboot.cache;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.cache.Cache;
import org.springframework.cache.transaction.TransactionAwareCacheDecorator;
import org.springframework.data.redis.cache.RedisCache;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.cache.RedisCacheWriter;

/**
 * A cache manager whose caches are shared caches.
 */
final class SharedCacheManager extends RedisCacheManager {

	private final Sharing sharing;

	private SharedCacheManager(RedisCacheWriter writer, RedisCacheConfiguration defaults, boolean allowCreation,
			Map<String, RedisCacheConfiguration> initial, Sharing sharing) {
		super(writer, defaults, allowCreation, initial);
		this.sharing = sharing;
	}

	/**
	 * Make one as another is made.
	 * @param original the other, which is not used afterwards
	 * @param sharing what its caches have in common
	 * @return the new one, or the other if it cannot have a cache
	 */
	/*
	 * A manager does not show what it makes its caches of, but they do. A cache that is
	 * not among the initial ones has the defaults.
	 */
	static RedisCacheManager inPlaceOf(RedisCacheManager original, Sharing sharing) {
		Map<String, RedisCacheConfiguration> initial = new LinkedHashMap<>();
		original.getCacheNames().forEach((name) -> initial.put(name, cache(original, name).getCacheConfiguration()));
		boolean creates = original.isAllowRuntimeCacheCreation();
		if (!creates && initial.isEmpty()) {
			return original;
		}
		RedisCache sample = cache(original, creates ? unused(initial) : initial.keySet().iterator().next());
		SharedCacheManager manager = new SharedCacheManager(sample.getNativeCache(), sample.getCacheConfiguration(),
				creates, initial, sharing);
		manager.setTransactionAware(original.isTransactionAware());
		manager.afterPropertiesSet();
		return manager;
	}

	private static RedisCache cache(RedisCacheManager manager, String name) {
		Cache cache = manager.getCache(name);
		Object target = (cache instanceof TransactionAwareCacheDecorator decorator) ? decorator.getTargetCache()
				: cache;
		if (target instanceof RedisCache found) {
			return found;
		}
		throw new IllegalStateException("Cache '" + name + "' of a manager of Redis caches is not kept in Redis");
	}

	private static String unused(Map<String, RedisCacheConfiguration> initial) {
		String name = "sample";
		while (initial.containsKey(name)) {
			name += "-";
		}
		return name;
	}

	@Override
	protected RedisCache createRedisCache(String name, @Nullable RedisCacheConfiguration configuration) {
		RedisCacheConfiguration used = (configuration != null) ? configuration : getDefaultCacheConfiguration();
		return new SharedCache(name, getCacheWriter(), used, this.sharing);
	}

}
