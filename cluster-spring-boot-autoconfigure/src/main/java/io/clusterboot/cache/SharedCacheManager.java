package io.clusterboot.cache;

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
		Map<String, RedisCacheConfiguration> initial = original.getCacheConfigurations();
		String any = original.isAllowRuntimeCacheCreation() ? unused(initial)
				: initial.keySet().stream().findFirst().orElse("");
		Cache sample = original.getCache(any);
		if (sample instanceof TransactionAwareCacheDecorator decorator) {
			sample = decorator.getTargetCache();
		}
		return (sample instanceof RedisCache cache) ? inPlaceOf(original, initial, cache, sharing) : original;
	}

	private static RedisCacheManager inPlaceOf(RedisCacheManager original, Map<String, RedisCacheConfiguration> initial,
			RedisCache sample, Sharing sharing) {
		SharedCacheManager manager = new SharedCacheManager(sample.getNativeCache(), sample.getCacheConfiguration(),
				original.isAllowRuntimeCacheCreation(), initial, sharing);
		manager.setTransactionAware(original.isTransactionAware());
		manager.afterPropertiesSet();
		return manager;
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
