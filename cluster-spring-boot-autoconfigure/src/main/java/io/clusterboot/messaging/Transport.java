package io.clusterboot.messaging;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Carries messages from worker to worker. Safe for use by many threads.
 */
public interface Transport {

	/**
	 * Begin to send a message to each subscriber of a topic. Messages arrive in the order
	 * of the calls.
	 * @param topic name of the topic
	 * @param parcel the message
	 * @return completes when the message is out of this worker's hands, or exceptionally
	 * @throws RuntimeException if it is certain that it will not be sent, so that the
	 * next may have its number
	 */
	CompletionStage<?> publish(String topic, Parcel parcel);

	/**
	 * Begin to add a message to a queue.
	 * @param queue name of the queue
	 * @param parcel the message
	 * @return completes when the queue has it for good, or exceptionally
	 * @throws RuntimeException if it is certain that it will not be sent
	 */
	CompletionStage<?> enqueue(String queue, Parcel parcel);

	/**
	 * Receive the messages of a topic, until the application ends. Whether the transport
	 * can be reached now does not matter.
	 * @param topic name of the topic
	 * @param receiver takes messages, in their order; does not wait
	 * @return completes when messages that are published from then on arrive
	 */
	CompletionStage<?> subscribe(String topic, Consumer<Parcel> receiver);

	/**
	 * Receive messages of a queue, until the application ends. Whether the transport can
	 * be reached now does not matter.
	 * @param queue name of the queue
	 * @param concurrency how many at the same time
	 * @param handler does the work
	 */
	void work(String queue, int concurrency, JobHandler handler);

	/**
	 * Return how long to wait for the answer to a message.
	 * @return the time after which it is not certain any more whether it was sent
	 */
	default Duration patience() {
		return Duration.ofSeconds(1);
	}

	/**
	 * Take no more messages from queues, because the application ends. Messages can still
	 * be published.
	 * @return completes when the work of those that were taken is done
	 */
	default CompletionStage<?> stop() {
		return CompletableFuture.completedFuture(null);
	}

}
