package io.clusterboot.messaging.redis;

import java.time.Duration;

import io.clusterboot.ClusterProperties;
import io.clusterboot.messaging.Attempts;
import io.clusterboot.redis.lettuce.ApplicationName;
import io.lettuce.core.RedisClient;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Auto-configuration of messages by way of Redis.
 */
@AutoConfiguration(afterName = "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration")
@ConditionalOnClass({ RedisClient.class, LettuceConnectionFactory.class })
@ConditionalOnProperty(prefix = "cluster", name = "workers")
@ConditionalOnBooleanProperty(name = "cluster.enabled", matchIfMissing = true)
@ConditionalOnProperty(name = "cluster.messaging.transport", havingValue = "redis", matchIfMissing = true)
@ConditionalOnSingleCandidate(LettuceConnectionFactory.class)
public final class ClusterRedisMessagingAutoConfiguration {

	private static final Duration READ_TIME = Duration.ofMillis(500);

	@Bean
	RedisClients clusterMessagingRedisClients(LettuceConnectionFactory factory) {
		return new RedisClients(factory);
	}

	/*
	 * Where there is no Redis this is not configured at all, unless conditions were
	 * frozen by a JVM that could not know: then the bean is none.
	 */
	@Bean
	@Nullable RedisTransport clusterRedisTransport(RedisClients clients, Environment environment) {
		if ("absent".equals(environment.getProperty("cluster.worker.redis"))) {
			return null;
		}
		ClusterProperties.Messaging settings = Binder.get(environment)
			.bindOrCreate("cluster.messaging", ClusterProperties.Messaging.class);
		return new RedisTransport(ApplicationName.of(environment), clients,
				new QueueWorker.Settings(new Attempts(settings.maxAttempts()), settings.takeover(),
						readTime(clients.timeout()), System::nanoTime));
	}

	/*
	 * Redis has to answer well before the client gives up.
	 */
	private static Duration readTime(Duration timeout) {
		Duration half = timeout.dividedBy(2);
		return (half.compareTo(READ_TIME) < 0) ? half : READ_TIME;
	}

}
