package io.clusterboot.messaging;

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
	 */
	CompletionStage<?> publish(String topic, Parcel parcel);

	/**
	 * Begin to add a message to a queue.
	 * @param queue name of the queue
	 * @param parcel the message
	 * @return completes when the queue has it for good, or exceptionally
	 */
	CompletionStage<?> enqueue(String queue, Parcel parcel);

	/**
	 * Receive the messages of a topic, until the application ends. Whether the transport
	 * can be reached now does not matter.
	 * @param topic name of the topic
	 * @param receiver takes messages, in their order; does not wait
	 */
	void subscribe(String topic, Consumer<Parcel> receiver);

	/**
	 * Receive messages of a queue, until the application ends. Whether the transport can
	 * be reached now does not matter.
	 * @param queue name of the queue
	 * @param concurrency how many at the same time
	 * @param handler does the work
	 */
	void work(String queue, int concurrency, JobHandler handler);

}
