package io.clusterboot.redis.lettuce;

import java.util.Arrays;
import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

/**
 * Leaves out what would keep sessions in Redis, send messages through it, and report on
 * it, where there is none.
 */
/*
 * A client is still there for who uses Redis directly.
 */
final class RedisPresenceFilter implements AutoConfigurationImportFilter, EnvironmentAware, BeanFactoryAware {

	private static final Log logger = LogFactory.getLog(RedisPresenceFilter.class);

	private static final Set<String> WITHOUT_REDIS = Set.of(
			"org.springframework.boot.session.data.redis.autoconfigure.SessionDataRedisAutoConfiguration",
			"io.clusterboot.messaging.redis.ClusterRedisMessagingAutoConfiguration",
			"org.springframework.boot.data.redis.autoconfigure.health.DataRedisHealthContributorAutoConfiguration",
			"org.springframework.boot.data.redis.autoconfigure.health.DataRedisReactiveHealthContributorAutoConfiguration");

	private @Nullable Environment environment;

	private @Nullable BeanFactory beanFactory;

	@Override
	public void setEnvironment(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public boolean[] match(@Nullable String[] autoConfigurationClasses, AutoConfigurationMetadata metadata) {
		boolean[] matches = new boolean[autoConfigurationClasses.length];
		Arrays.fill(matches, true);
		if (Arrays.stream(autoConfigurationClasses).anyMatch(RedisPresenceFilter::isLeftOut) && isRedisAbsent()) {
			for (int i = 0; i < matches.length; i++) {
				matches[i] = !isLeftOut(autoConfigurationClasses[i]);
			}
		}
		return matches;
	}

	private static boolean isLeftOut(@Nullable String name) {
		return name != null && WITHOUT_REDIS.contains(name);
	}

	private boolean isRedisAbsent() {
		if (!(this.environment instanceof ConfigurableEnvironment configurable)
				|| !(this.beanFactory instanceof ConfigurableListableBeanFactory listable)) {
			return false;
		}
		ClassLoader classLoader = listable.getBeanClassLoader();
		RedisPresence presence = new RedisPresence(configurable, new DeclaredBeans(listable, classLoader), classLoader);
		if (!presence.isAbsent()) {
			return false;
		}
		presence.keepCachesHere();
		logger.debug("There is no Redis, so sessions and caches stay in this process");
		return true;
	}

}
