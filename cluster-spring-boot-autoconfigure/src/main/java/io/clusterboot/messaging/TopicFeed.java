package io.clusterboot.messaging;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.clusterboot.redis.lettuce.Repetition;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Gives the messages of a topic to the listeners of this worker.
 */
final class TopicFeed implements Consumer<Parcel> {

	private static final Log logger = LogFactory.getLog(TopicFeed.class);

	/*
	 * Each start of a worker is another one.
	 */
	private static final int PUBLISHERS = 4096;

	private final Destination topic;

	private final MessageStatistics statistics;

	private final Executor executor;

	private final long buffer;

	private final LongSupplier clock;

	private final Arrivals arrivals = new Arrivals(PUBLISHERS);

	private final List<Delivery> deliveries = new ArrayList<>();

	private final Repetition missed;

	TopicFeed(Destination topic, MessageStatistics statistics, Executor executor, long buffer, LongSupplier clock) {
		this.topic = topic;
		this.statistics = statistics;
		this.executor = executor;
		this.buffer = buffer;
		this.clock = clock;
		this.missed = new Repetition(clock);
	}

	void add(ListenerMethod listener) {
		this.deliveries.add(new Delivery(listener));
	}

	@Override
	public void accept(Parcel parcel) {
		long missing = this.arrivals.note(parcel);
		if (missing == Arrivals.REPEATED) {
			return;
		}
		if (missing > 0) {
			missed(parcel, missing);
		}
		this.deliveries.forEach((delivery) -> delivery.offer(parcel));
	}

	private void missed(Parcel parcel, long missing) {
		this.statistics.addMissed(missing);
		if (this.missed.isDue()) {
			logger.warn(missing + " messages of " + this.topic + " by worker process " + parcel.publisher()
					+ " did not arrive here");
		}
	}

	CompletableFuture<?> close() {
		return CompletableFuture.allOf(
				this.deliveries.stream().map((delivery) -> delivery.inbox.close()).toArray(CompletableFuture[]::new));
	}

	/**
	 * The way to one listener.
	 */
	private final class Delivery {

		private final ListenerMethod listener;

		private final Inbox inbox;

		private final Repetition dropped = new Repetition(TopicFeed.this.clock);

		private final Repetition unreadable = new Repetition(TopicFeed.this.clock);

		Delivery(ListenerMethod listener) {
			this.listener = listener;
			this.inbox = new Inbox(this::handle, TopicFeed.this.executor, TopicFeed.this.buffer);
		}

		void offer(Parcel parcel) {
			if (this.inbox.offer(parcel)) {
				return;
			}
			TopicFeed.this.statistics.addDropped();
			if (this.dropped.isDue()) {
				logger.warn(this.listener + " is too slow for " + TopicFeed.this.topic
						+ ": its messages are dropped while more than cluster.messaging.buffer wait for it");
			}
		}

		private void handle(Parcel parcel) {
			try {
				this.listener.handle(parcel);
			}
			catch (UnreadableMessageException ex) {
				if (this.unreadable.isDue()) {
					logger.error(this.listener + " does not get a message of " + TopicFeed.this.topic + ": "
							+ ex.getMessage());
				}
			}
			catch (Throwable ex) {
				logger.error(this.listener + " failed on a message of " + TopicFeed.this.topic, ex);
			}
		}

	}

}
