package io.clusterboot.redis.lettuce;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The connections that all requests share: made before the first request, or as soon as
 * Redis answers.
 */
/*
 * Once made they last: Lettuce connects them again. But the factory makes them on demand
 * and under a lock, so as long as Redis does not answer, requests would wait for each
 * other's attempts, one after the other. Until then they do not share: each has its own
 * attempt, and all fail at the same time.
 */
final class SharedConnections {

	private static final Log logger = LogFactory.getLog(SharedConnections.class);

	private static final long LONGEST_WAIT_MILLIS = 1000;

	private final LettuceConnectionFactory factory;

	private final RedisServers servers;

	private final boolean shared;

	private final Thread thread = new Thread(this::keepTrying, "cluster-redis");

	SharedConnections(LettuceConnectionFactory factory, RedisServers servers) {
		this.factory = factory;
		this.servers = servers;
		this.shared = factory.getShareNativeConnection();
		this.thread.setDaemon(true);
	}

	/**
	 * Make them.
	 * @throws RuntimeException if Redis does not answer, or not as expected
	 */
	void open() {
		if (this.shared) {
			this.factory.initConnection();
		}
		ask();
	}

	/**
	 * Make them in the background as soon as that is possible.
	 */
	void openLater() {
		if (this.shared) {
			this.factory.setShareNativeConnection(false);
			this.thread.start();
		}
	}

	private void keepTrying() {
		try {
			do {
				TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(LONGEST_WAIT_MILLIS));
			}
			while (!isOpened());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/*
	 * What is validated is made if it is not there, even while it is not shared.
	 */
	private boolean isOpened() {
		try {
			ask();
			this.factory.validateConnection();
			this.factory.setShareNativeConnection(true);
			logger.info(this.servers + " answers now");
			return true;
		}
		catch (RuntimeException ex) {
			logger.debug(this.servers + " still does not answer", ex);
			return false;
		}
	}

	/*
	 * A cluster has been asked when its nodes were looked up, and one of them may be
	 * away.
	 */
	private void ask() {
		try (RedisConnection connection = this.factory.getConnection()) {
			if (!this.factory.isClusterAware()) {
				connection.ping();
			}
		}
	}

	void close() {
		this.thread.interrupt();
	}

}
