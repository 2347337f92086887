package io.clusterboot.cache;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.cache.autoconfigure.CacheManagerCustomizer;
import org.springframework.data.redis.cache.RedisCacheManager;

/**
 * Puts shared caches in the place of those that Spring Boot makes.
 */
/*
 * Its builder makes no other cache manager than Spring Data's, so that one is made and
 * customized as ever, and then replaced. Customizers are called for the one of Spring
 * Boot alone, so an application that makes its own keeps it as it is.
 */
final class SharedCaches implements CacheManagerCustomizer<RedisCacheManager>, BeanPostProcessor {

	private final ObjectProvider<Sharing> sharing;

	private final Set<RedisCacheManager> made = Collections.newSetFromMap(new IdentityHashMap<>());

	SharedCaches(ObjectProvider<Sharing> sharing) {
		this.sharing = sharing;
	}

	@Override
	public void customize(RedisCacheManager manager) {
		this.made.add(manager);
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		return (bean instanceof RedisCacheManager manager && this.made.remove(manager))
				? SharedCacheManager.inPlaceOf(manager, this.sharing.getObject()) : bean;
	}

}
