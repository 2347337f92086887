package io.clusterboot.messaging.stomp;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import io.clusterboot.ClusterMessaging;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Publishes messages in their order, without holding up who sends them. Safe for use by
 * many threads.
 */
/*
 * Its thread publishes what waits in one go, so that a slow transport makes batches
 * larger rather than the queue longer. What was, perhaps, not published is not tried
 * again: no subscriber gets a message twice.
 */
final class Outbox {

	static final int CAPACITY = 4 * 1024 * 1024;

	private static final int BATCH = 64 * 1024;

	private static final Duration LAST = Duration.ofSeconds(2);

	private static final Log logger = LogFactory.getLog(Outbox.class);

	private final ClusterMessaging messaging;

	private final String topic;

	private final String origin;

	private final Deque<RelayedMessage> waiting = new ArrayDeque<>();

	private int size;

	private boolean complained;

	private @Nullable Thread publisher;

	Outbox(ClusterMessaging messaging, String topic, String origin) {
		this.messaging = messaging;
		this.topic = topic;
		this.origin = origin;
	}

	synchronized void start() {
		Thread started = new Thread(this::publishAll, "cluster-stomp");
		started.setDaemon(true);
		this.publisher = started;
		started.start();
	}

	/**
	 * Publish what waits, unless that takes long, and stop.
	 */
	void stop() {
		Thread stopped = halt();
		if (stopped == null) {
			return;
		}
		try {
			stopped.join(LAST.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		abandon();
		stopped.interrupt();
	}

	private synchronized @Nullable Thread halt() {
		Thread stopped = this.publisher;
		this.publisher = null;
		notifyAll();
		return stopped;
	}

	private synchronized void abandon() {
		this.waiting.clear();
		this.size = 0;
	}

	synchronized boolean isRunning() {
		return this.publisher != null;
	}

	/*
	 * One message that is larger than all that may wait is for the messaging to refuse.
	 */
	synchronized void add(RelayedMessage message) {
		if (!this.waiting.isEmpty() && this.size + message.size() > CAPACITY) {
			complain("more than " + CAPACITY + " bytes wait to be published");
			return;
		}
		this.waiting.add(message);
		this.size += message.size();
		notifyAll();
	}

	private void publishAll() {
		try {
			List<RelayedMessage> batch = take();
			while (!batch.isEmpty()) {
				publish(batch);
				batch = take();
			}
		}
		catch (InterruptedException ex) {
			logger.debug("Messages were left unpublished", ex);
		}
	}

	private synchronized List<RelayedMessage> take() throws InterruptedException {
		while (this.waiting.isEmpty() && this.publisher == Thread.currentThread()) {
			wait();
		}
		List<RelayedMessage> batch = new ArrayList<>();
		int taken = 0;
		while (!this.waiting.isEmpty() && (batch.isEmpty() || taken + this.waiting.element().size() <= BATCH)) {
			RelayedMessage message = this.waiting.remove();
			batch.add(message);
			taken += message.size();
		}
		this.size -= taken;
		return batch;
	}

	private void publish(List<RelayedMessage> batch) {
		try {
			this.messaging.publish(this.topic, new RelayedMessages(this.origin, batch));
			succeeded();
		}
		catch (IllegalArgumentException ex) {
			refused(batch, ex);
		}
		catch (RuntimeException ex) {
			failed(ex);
		}
	}

	/*
	 * Where the limit is lower than a batch, each may be small enough by itself.
	 */
	private void refused(List<RelayedMessage> batch, IllegalArgumentException refusal) {
		if (batch.size() > 1) {
			batch.forEach((message) -> publish(List.of(message)));
		}
		else {
			logger.warn("A message to '" + batch.get(0).destination()
					+ "' reached the subscribers of this worker only: " + refusal.getMessage());
		}
	}

	private synchronized void succeeded() {
		if (this.complained) {
			this.complained = false;
			logger.info("STOMP messages reach the subscribers of all workers again");
		}
	}

	private synchronized void failed(RuntimeException failure) {
		complain(failure.getMessage());
		logger.debug("STOMP messages were, perhaps, not published", failure);
	}

	private synchronized void complain(@Nullable String reason) {
		if (!this.complained) {
			this.complained = true;
			logger.warn("STOMP messages reach the subscribers of this worker only, until they can be published again: "
					+ reason);
		}
	}

}
