package io.clusterboot.messaging.redis;

import java.util.function.BooleanSupplier;

import io.clusterboot.ClusterMessaging;
import io.clusterboot.messaging.ClusterMessagingAutoConfiguration;
import io.clusterboot.redis.lettuce.ClusterLettuceAutoConfiguration;
import org.awaitility.Awaitility;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * A worker as far as messages are concerned: an application context of its own.
 */
final class MessagingWorker implements AutoCloseable {

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private MessagingWorker(String url, Class<?> listener, String... properties) {
		TestPropertyValues
			.of("spring.data.redis.url=" + url, "spring.application.name=shop", "cluster.workers=4",
					"cluster.messaging.takeover=3s")
			.and(properties)
			.applyTo(this.context);
		this.context.register(listener, AutoConfigured.class);
		this.context.refresh();
	}

	/**
	 * Start a worker.
	 * @param url where Redis is
	 * @param listener class of a bean
	 * @param properties what is set besides
	 * @return the worker
	 */
	static MessagingWorker start(String url, Class<?> listener, String... properties) {
		return new MessagingWorker(url, listener, properties);
	}

	ClusterMessaging messaging() {
		return this.context.getBean(ClusterMessaging.class);
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	void publishEvent(Object event) {
		this.context.publishEvent(event);
	}

	/**
	 * Do something until it does not fail any more.
	 */
	static void persist(Runnable action) {
		Awaitility.await().ignoreExceptions().until(() -> {
			action.run();
			return true;
		});
	}

	static void until(BooleanSupplier condition) {
		Awaitility.await().until(condition::getAsBoolean);
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * What Spring Boot and the cluster bring.
	 */
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ DataRedisAutoConfiguration.class, ClusterLettuceAutoConfiguration.class,
			ClusterRedisMessagingAutoConfiguration.class, ClusterMessagingAutoConfiguration.class })
	static class AutoConfigured {

	}

}
