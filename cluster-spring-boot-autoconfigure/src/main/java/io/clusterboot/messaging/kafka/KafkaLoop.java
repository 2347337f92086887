package io.clusterboot.messaging.kafka;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * A thread that has a consumer, and goes on whatever happens to Kafka.
 */
abstract class KafkaLoop implements Runnable {

	/**
	 * Time for which a turn waits for records, and so for which nothing else is noticed.
	 */
	static final Duration PATIENCE = Duration.ofMillis(100);

	private static final Duration PAUSE = Duration.ofSeconds(1);

	private static final Duration FAREWELL = Duration.ofSeconds(1);

	private static final Log logger = LogFactory.getLog(KafkaLoop.class);

	private final String topic;

	private final CountDownLatch stopping = new CountDownLatch(1);

	private final CountDownLatch closing = new CountDownLatch(1);

	private final CompletableFuture<Void> ended = new CompletableFuture<>();

	private @Nullable String trouble;

	KafkaLoop(String topic) {
		this.topic = topic;
	}

	/**
	 * Create the consumer.
	 * @throws RuntimeException to be called again
	 */
	abstract Consumer<String, byte[]> open();

	/**
	 * Do what there is to do, for a short time.
	 * @throws RuntimeException to be called again with the same consumer
	 */
	abstract void turn(Consumer<String, byte[]> consumer);

	/**
	 * Return whether the loop can end, now that it is asked to.
	 */
	abstract boolean isDone();

	final void start() {
		Thread thread = new Thread(this, "kafka-" + this.topic);
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public final void run() {
		try {
			Consumer<String, byte[]> consumer = null;
			while (goesOn(consumer)) {
				consumer = step(consumer);
			}
			if (consumer != null) {
				consumer.close(CloseOptions.timeout(FAREWELL));
			}
		}
		catch (KafkaException ex) {
			logger.debug("Topic '" + this.topic + "' of Kafka was not left in order", ex);
		}
		finally {
			leave();
			this.ended.complete(null);
		}
	}

	private boolean goesOn(@Nullable Consumer<?, ?> consumer) {
		if (isClosing()) {
			return false;
		}
		return !isStopping() || (consumer != null && !isDone());
	}

	private @Nullable Consumer<String, byte[]> step(@Nullable Consumer<String, byte[]> consumer) {
		Consumer<String, byte[]> current = consumer;
		try {
			if (current == null) {
				current = open();
			}
			turn(current);
			complain(null);
		}
		catch (RuntimeException ex) {
			complain(ex);
			rest(PAUSE);
		}
		return current;
	}

	/*
	 * The same trouble is told once, however long it lasts.
	 */
	private void complain(@Nullable RuntimeException ex) {
		String now = (ex != null) ? String.valueOf(ex.getMessage()) : null;
		if (now != null && this.trouble == null) {
			logger.warn("Topic '" + this.topic + "' of Kafka cannot be read; trying on. " + now);
			logger.debug("Topic '" + this.topic + "' of Kafka cannot be read", ex);
		}
		if (now == null && this.trouble != null) {
			logger.info("Topic '" + this.topic + "' of Kafka is read again");
		}
		this.trouble = now;
	}

	final void rest(Duration pause) {
		try {
			this.closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.closing.countDown();
		}
	}

	final boolean isStopping() {
		return this.stopping.getCount() == 0;
	}

	final boolean isClosing() {
		return this.closing.getCount() == 0;
	}

	/**
	 * Begin to end when what is under way is done.
	 * @return completes when it has ended
	 */
	final CompletableFuture<Void> stop() {
		this.stopping.countDown();
		return this.ended;
	}

	/**
	 * Begin to end, whatever is under way.
	 * @return completes when it has ended
	 */
	final CompletableFuture<Void> close() {
		this.closing.countDown();
		return stop();
	}

	/**
	 * Let go what is there besides the consumer.
	 */
	void leave() {
		// as a rule there is nothing
	}

}
