package io.clusterboot.cache;

import java.util.concurrent.Callable;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * A worker as far as caches are concerned: an application context of its own.
 */
final class CacheWorker implements AutoCloseable {

	static final AutoConfigurations AUTO_CONFIGURATIONS = AutoConfigurations.of(DataRedisAutoConfiguration.class,
			CacheAutoConfiguration.class, ClusterCacheAutoConfiguration.class);

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private CacheWorker(String url, String... properties) {
		TestPropertyValues.of(properties(url)).and(properties).applyTo(this.context);
		this.context.register(CachingConfiguration.class, AutoConfigured.class);
		this.context.refresh();
	}

	/**
	 * Start a worker.
	 * @param url where Redis is
	 * @param properties what is set besides
	 * @return the worker
	 */
	static CacheWorker start(String url, String... properties) {
		return new CacheWorker(url, properties);
	}

	/**
	 * Start a worker with near caches, which are used already.
	 * @param url where Redis is
	 * @param properties what is set besides
	 * @return the worker
	 */
	static CacheWorker startNear(String url, String... properties) {
		CacheWorker worker = start(url,
				Stream.concat(Stream.of("cluster.cache.near=true"), Stream.of(properties)).toArray(String[]::new));
		Awaitility.await().until(worker::trustsCopies);
		return worker;
	}

	static String[] properties(String url) {
		return new String[] { "spring.data.redis.url=" + url, "spring.data.redis.timeout=1s",
				"spring.data.redis.connect-timeout=1s", "spring.application.name=shop", "cluster.workers=4",
				"cluster.trusted-packages=io.clusterboot.cache" };
	}

	Cache books() {
		return cache("books");
	}

	Cache cache(String name) {
		Cache cache = this.context.getBean(CacheManager.class).getCache(name);
		if (cache == null) {
			throw new IllegalStateException("No cache " + name);
		}
		return cache;
	}

	@Nullable Object read(Object key) {
		Cache.ValueWrapper found = books().get(key);
		return (found != null) ? found.get() : null;
	}

	<T> @Nullable T load(Object key, Callable<T> loader) {
		return books().get(key, loader);
	}

	boolean trustsCopies() {
		return bean(NearCaches.class).trustedAt(System.nanoTime());
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * An application that caches.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	static class CachingConfiguration {

	}

	/**
	 * What Spring Boot adds to it.
	 */
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ DataRedisAutoConfiguration.class, CacheAutoConfiguration.class,
			ClusterCacheAutoConfiguration.class })
	static class AutoConfigured {

	}

	/**
	 * What the application keeps in a cache.
	 *
	 * @param title its title
	 * @param pages how many pages it has
	 */
	record Book(String title, int pages) {
	}

}
