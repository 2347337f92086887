package io.clusterboot.cache;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.clusterboot.ClusterProperties;
import io.clusterboot.cache.Sharing.Nearness;
import io.clusterboot.json.TrustedJson;
import io.clusterboot.redis.lettuce.ApplicationName;
import io.lettuce.core.RedisClient;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.cache.autoconfigure.CacheManagerCustomizers;
import org.springframework.boot.cache.autoconfigure.CacheProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Auto-configuration of caches that all workers share in Redis.
 */
/*
 * Only for the cache manager that Spring Boot makes, which is the one that brings its
 * customizers.
 */
@AutoConfiguration(afterName = "org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration")
@ConditionalOnClass({ RedisCacheManager.class, CacheManagerCustomizers.class, JsonMapper.class })
@ConditionalOnProperty(prefix = "cluster", name = "workers")
@ConditionalOnBooleanProperty(name = "cluster.enabled", matchIfMissing = true)
@ConditionalOnBean({ RedisCacheManager.class, CacheManagerCustomizers.class })
public final class ClusterCacheAutoConfiguration {

	@Bean
	static SharedCaches clusterSharedCaches(ObjectProvider<Sharing> sharing) {
		return new SharedCaches(sharing);
	}

	@Bean
	CacheDefaults clusterCacheDefaults(RedisConnectionFactory connections, CacheProperties properties,
			ObjectProvider<RedisCacheConfiguration> own, ConfigurableListableBeanFactory beanFactory,
			Environment environment) {
		if (own.stream().findAny().isPresent()) {
			return new CacheDefaults(connections, null, null);
		}
		CacheProperties.Redis redis = properties.getRedis();
		boolean plainPrefix = redis.isUseKeyPrefix() && redis.getKeyPrefix() == null;
		return new CacheDefaults(connections, TrustedJson.of(beanFactory, environment),
				plainPrefix ? cachePrefix(environment) : null);
	}

	@Bean
	Circuit clusterCacheCircuit() {
		return new Circuit();
	}

	@Bean
	RedisLeases clusterCacheLeases(RedisConnectionFactory connections, Circuit circuit, Environment environment) {
		return new RedisLeases(connections, circuit, ApplicationName.of(environment) + ":lock:");
	}

	@Bean
	Sharing clusterCacheSharing(RedisConnectionFactory connections, Circuit circuit, RedisLeases leases,
			ObjectProvider<Nearness> near, Environment environment) {
		return new Sharing(connections, circuit, new LoadGuard(leases, settings(environment).loadTimeout()),
				near.getIfAvailable());
	}

	private static ClusterProperties.Cache settings(Environment environment) {
		return Binder.get(environment).bindOrCreate("cluster.cache", ClusterProperties.Cache.class);
	}

	private static String cachePrefix(Environment environment) {
		return ApplicationName.of(environment) + ":cache:";
	}

	/**
	 * Near caches, where they are wanted.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Caffeine.class, RedisClient.class })
	@ConditionalOnBooleanProperty("cluster.cache.near")
	static class NearConfiguration {

		@Bean
		NearCaches clusterNearCaches(Environment environment) {
			ClusterProperties.Cache settings = settings(environment);
			return new NearCaches(settings.nearEntries(), settings.nearTimeToLive(), System::nanoTime);
		}

		@Bean
		Invalidations clusterCacheInvalidations(NearCaches caches, RedisConnectionFactory connections) {
			return new Invalidations(caches,
					(prefixes, listener) -> LettuceTrackingLine.open(connections, prefixes, listener),
					System::nanoTime);
		}

		@Bean
		Nearness clusterCacheNearness(NearCaches caches, Invalidations invalidations, Environment environment) {
			invalidations.watch(cachePrefix(environment));
			return new Nearness(caches, invalidations);
		}

	}

}
