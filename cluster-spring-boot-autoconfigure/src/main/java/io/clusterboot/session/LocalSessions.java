package io.clusterboot.session;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.env.Environment;
import org.springframework.session.MapSessionRepository;
import org.springframework.session.SessionRepository;
import org.springframework.util.ClassUtils;

/**
 * Tells, when a worker starts, that its sessions are its own and that there are other
 * workers.
 */
/*
 * Whether this is a worker and how many there are is asked here, not by a condition, as
 * conditions are frozen when an application is processed ahead of time.
 */
class LocalSessions implements SmartInitializingSingleton {

	static final String REMEDY = "Let Spring Session keep them in Redis: add spring-boot-starter-session-data-redis "
			+ "and set spring.data.redis.url (for development, the library embedded-redis is enough).";

	private static final Log logger = LogFactory.getLog(LocalSessions.class);

	private static final String SPRING_SESSION = "org.springframework.session.SessionRepository";

	private final ListableBeanFactory beanFactory;

	private final Environment environment;

	LocalSessions(ListableBeanFactory beanFactory, Environment environment) {
		this.beanFactory = beanFactory;
		this.environment = environment;
	}

	@Override
	public void afterSingletonsInstantiated() {
		int workers = this.environment.getProperty("cluster.worker.count", Integer.class, 1);
		if (!this.environment.containsProperty("cluster.worker.index") || workers <= 1 || areShared()) {
			return;
		}
		String fact = "There are " + workers + " workers, and each keeps the HTTP sessions it creates to itself: "
				+ "users are logged out and lose what is in their carts when another worker answers, and when a "
				+ "worker is replaced";
		if (this.environment.getProperty("cluster.session.require-shared", Boolean.class, false)) {
			throw new LocalSessionsException(fact);
		}
		if (isFirstOfCluster()) {
			logger.warn(fact + ". " + REMEDY + " If the application keeps nothing in sessions, silence this with "
					+ "logging.level." + LocalSessions.class.getName() + "=error; to let the start fail instead, set "
					+ "cluster.session.require-shared=true");
		}
	}

	private boolean isFirstOfCluster() {
		return "0".equals(this.environment.getProperty("cluster.worker.index"))
				&& "1".equals(this.environment.getProperty("cluster.worker.generation", "1"));
	}

	private boolean areShared() {
		return ClassUtils.isPresent(SPRING_SESSION, getClass().getClassLoader())
				&& SpringSession.isShared(this.beanFactory);
	}

	/**
	 * Knows the classes of Spring Session, which an application may lack.
	 */
	private static final class SpringSession {

		static boolean isShared(ListableBeanFactory beanFactory) {
			return beanFactory.getBeanProvider(SessionRepository.class)
				.stream()
				.anyMatch((repository) -> !(repository instanceof MapSessionRepository));
		}

	}

}
