package io.clusterboot.redis.lettuce;

import io.clusterboot.redis.RealRedis;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/**
 * Contexts of applications that reach Redis by Lettuce.
 */
final class Clients {

	private Clients() {
	}

	static ApplicationContextRunner of(RealRedis redis) {
		return worker().withPropertyValues("spring.data.redis.port=" + redis.port());
	}

	static ApplicationContextRunner worker() {
		return application().withPropertyValues("cluster.worker.index=0");
	}

	static ApplicationContextRunner application() {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, SslAutoConfiguration.class,
					ClusterLettuceAutoConfiguration.class))
			.withPropertyValues("cluster.workers=2", "spring.data.redis.host=127.0.0.1");
	}

}
