package io.clusterboot.redis.lettuce;

import io.lettuce.core.RedisClient;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientConfigurationBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Auto-configuration of a Lettuce client that gives up soon when Redis is away, and comes
 * back by itself.
 */
/*
 * These customizers are the first, so that those of the application have the last word.
 */
@AutoConfiguration(afterName = "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration")
@ConditionalOnClass({ RedisClient.class, LettuceConnectionFactory.class, DataRedisProperties.class })
@ConditionalOnBean(DataRedisProperties.class)
@ConditionalOnProperty(prefix = "cluster", name = "workers")
@ConditionalOnBooleanProperty(name = "cluster.enabled", matchIfMissing = true)
public final class ClusterLettuceAutoConfiguration {

	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	LettuceClientOptionsBuilderCustomizer clusterLettuceClientOptions(DataRedisProperties properties) {
		return new ImpatientOptions(properties);
	}

	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	LettuceClientConfigurationBuilderCustomizer clusterLettuceClientConfiguration(DataRedisProperties properties) {
		return (builder) -> {
			if (properties.getTimeout() == null) {
				builder.commandTimeout(ImpatientOptions.PATIENCE);
			}
		};
	}

	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	ClientResourcesBuilderCustomizer clusterLettuceClientResources() {
		return new WorkerResources();
	}

	@Bean
	static RedisStartCheck clusterRedisStartCheck(Environment environment) {
		return new RedisStartCheck(environment);
	}

}
