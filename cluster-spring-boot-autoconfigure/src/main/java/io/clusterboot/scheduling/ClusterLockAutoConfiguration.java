package io.clusterboot.scheduling;

import java.time.Duration;

import io.clusterboot.redis.lettuce.ApplicationName;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.integration.redis.util.RedisLockRegistry;
import org.springframework.integration.support.locks.LockRegistry;

/**
 * Auto-configuration of locks that all workers share in Redis.
 */
@AutoConfiguration(afterName = "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration")
@ConditionalOnClass({ RedisLockRegistry.class, LockRegistry.class })
@ConditionalOnProperty(prefix = "cluster", name = "workers")
@ConditionalOnBooleanProperty(name = "cluster.enabled", matchIfMissing = true)
@ConditionalOnSingleCandidate(RedisConnectionFactory.class)
@ConditionalOnMissingBean(LockRegistry.class)
public final class ClusterLockAutoConfiguration {

	/*
	 * So long others wait for a lock of a worker that was killed.
	 */
	static final Duration EXPIRY = Duration.ofSeconds(10);

	@Bean
	RenewedLocks clusterLockRegistry(RedisConnectionFactory connections, Environment environment) {
		return new RenewedLocks(new RedisLockRegistry(connections, ApplicationName.of(environment) + ":locks", EXPIRY),
				EXPIRY);
	}

}
