package io.clusterboot.messaging;

import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.core.env.Environment;

/**
 * Warns, once, that messages do not leave a worker that is one of several.
 */
final class Solitude implements Runnable {

	private static final Log logger = LogFactory.getLog(Solitude.class);

	private final String transport;

	private final AtomicBoolean told;

	Solitude(Environment environment) {
		this.transport = environment.getProperty("cluster.messaging.transport", "redis");
		this.told = new AtomicBoolean(environment.getProperty("cluster.worker.count", Integer.class, 1) < 2);
	}

	@Override
	public void run() {
		if (this.told.compareAndSet(false, true)) {
			logger.warn("Messages do not leave this worker (cluster.messaging.transport=" + this.transport + "): "
					+ (isKafka()
							? "there is no Kafka client. Add spring-boot-starter-kafka and set "
									+ "spring.kafka.bootstrap-servers"
							: "there is no Redis. Set spring.data.redis.host or spring.data.redis.url")
					+ ", so that all workers get them");
		}
	}

	private boolean isKafka() {
		return "kafka".equalsIgnoreCase(this.transport);
	}

}
