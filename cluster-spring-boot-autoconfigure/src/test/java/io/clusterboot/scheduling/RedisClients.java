package io.clusterboot.scheduling;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.clusterboot.redis.RealRedis;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Connections to a Redis, each as if from a process of its own.
 */
final class RedisClients implements AutoCloseable {

	private final RealRedis redis;

	private final List<LettuceConnectionFactory> factories = new ArrayList<>();

	RedisClients(RealRedis redis) {
		this.redis = redis;
	}

	LettuceConnectionFactory open() {
		LettuceConnectionFactory factory = new LettuceConnectionFactory(
				new RedisStandaloneConfiguration("127.0.0.1", this.redis.port()),
				LettuceClientConfiguration.builder()
					.commandTimeout(Duration.ofSeconds(2))
					.shutdownTimeout(Duration.ZERO)
					.build());
		factory.afterPropertiesSet();
		factory.start();
		this.factories.add(factory);
		return factory;
	}

	@Override
	public void close() {
		this.factories.forEach(LettuceConnectionFactory::destroy);
	}

}
