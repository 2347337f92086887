package io.clusterboot.session;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.SmartLifecycle;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

/**
 * Subscribes to the events of sessions once Redis is there, so that a worker can start
 * while it is not, where Spring Session by itself would fail the start.
 */
class SessionEvents implements BeanPostProcessor, SmartLifecycle {

	static final String CONTAINER = "springSessionRedisMessageListenerContainer";

	static final String INITIALIZER = "enableRedisKeyspaceNotificationsInitializer";

	private static final Log logger = LogFactory.getLog(SessionEvents.class);

	private static final Duration PATIENCE = Duration.ofSeconds(2);

	private final Duration interval;

	private volatile @Nullable InitializingBean initializer;

	private volatile @Nullable RedisMessageListenerContainer container;

	private volatile @Nullable Attempts attempts;

	SessionEvents(Duration interval) {
		this.interval = interval;
	}

	@Override
	public Object postProcessBeforeInitialization(Object bean, String name) {
		if (name.equals(INITIALIZER) && bean instanceof InitializingBean original) {
			this.initializer = original;
			return new Object();
		}
		if (name.equals(CONTAINER) && bean instanceof RedisMessageListenerContainer original) {
			this.container = original;
			original.setAutoStartup(false);
		}
		return bean;
	}

	@Override
	public void start() {
		RedisMessageListenerContainer container = this.container;
		if (container != null && this.attempts == null) {
			Attempts attempts = new Attempts(container, this.initializer, this.interval);
			this.attempts = attempts;
			attempts.begin();
		}
	}

	@Override
	public void stop() {
		Attempts attempts = this.attempts;
		this.attempts = null;
		if (attempts != null) {
			attempts.end();
		}
	}

	@Override
	public boolean isRunning() {
		return this.attempts != null;
	}

	/**
	 * Tries again and again, until it has succeeded or is told to end.
	 */
	private static final class Attempts implements Runnable {

		private final RedisMessageListenerContainer container;

		private final @Nullable InitializingBean initializer;

		private final Duration interval;

		private final CountDownLatch first = new CountDownLatch(1);

		private final CountDownLatch ended = new CountDownLatch(1);

		private final Thread thread = new Thread(this, "cluster-session-events");

		Attempts(RedisMessageListenerContainer container, @Nullable InitializingBean initializer, Duration interval) {
			this.container = container;
			this.initializer = initializer;
			this.interval = interval;
			this.thread.setDaemon(true);
		}

		/*
		 * Where Redis is there, the worker shall not serve before it hears of sessions.
		 */
		void begin() {
			this.thread.start();
			await(this.first, PATIENCE);
		}

		void end() {
			this.ended.countDown();
			this.thread.interrupt();
			this.container.stop();
		}

		@Override
		public void run() {
			boolean told = false;
			while (!succeeds(told)) {
				told = true;
				this.first.countDown();
				if (await(this.ended, this.interval)) {
					return;
				}
			}
			this.first.countDown();
			if (told) {
				logger.info("The events of sessions are heard again");
			}
		}

		private boolean succeeds(boolean told) {
			try {
				if (this.initializer != null) {
					this.initializer.afterPropertiesSet();
				}
				this.container.start();
				return true;
			}
			catch (Exception ex) {
				this.container.stop();
				if (!told) {
					logger.warn("Redis cannot be reached, so the end of sessions is not heard of until it can "
							+ "(spring.data.redis): " + ex.getClass().getName());
				}
				return this.ended.getCount() == 0;
			}
		}

		private static boolean await(CountDownLatch latch, Duration time) {
			try {
				return latch.await(time.toMillis(), TimeUnit.MILLISECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return true;
			}
		}

	}

}
