package io.clusterboot.redis.lettuce;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Asks Redis, before anything else of a worker does, whether the configuration is right.
 */
/*
 * Redis may be away, which passes; a wrong password does not. An application that is no
 * worker, such as a test, is left as Spring Boot makes it.
 */
final class RedisStartCheck implements BeanPostProcessor, DisposableBean {

	private static final Log logger = LogFactory.getLog(RedisStartCheck.class);

	private final Environment environment;

	private final List<SharedConnections> connections = new CopyOnWriteArrayList<>();

	RedisStartCheck(Environment environment) {
		this.environment = environment;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof LettuceConnectionFactory factory && factory.isRunning()
				&& this.environment.containsProperty("cluster.worker.index")) {
			check(factory);
		}
		return bean;
	}

	private void check(LettuceConnectionFactory factory) {
		RedisServers servers = RedisServers.of(factory);
		SharedConnections shared = new SharedConnections(factory, servers);
		this.connections.add(shared);
		try {
			shared.open();
			Misconfiguration.find(factory, servers);
		}
		catch (RedisConfigurationException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			logger.debug("No connection to " + servers, ex);
			Misconfiguration.find(ex, servers);
			logger.warn(servers + " does not answer (" + Misconfiguration.reason(ex)
					+ "); sessions and caches will work when it does");
			shared.openLater();
		}
	}

	@Override
	public void destroy() {
		this.connections.forEach(SharedConnections::close);
	}

}
