package io.clusterboot;

/**
 * Sends messages to the workers of all hosts, this one among them. All methods may be
 * called from any thread. They return when Redis or Kafka has the message.
 */
public interface ClusterMessaging {

	/**
	 * Send a message to each worker that listens to a topic with
	 * {@link ClusterListener @ClusterListener}. Each that is connected gets it once;
	 * messages of one worker arrive in the order in which they were published.
	 * @param topic name of the topic
	 * @param payload the message, written as JSON
	 * @throws IllegalArgumentException if the message cannot be written, or is larger
	 * than {@code cluster.messaging.max-message-size}
	 * @throws ClusterMessagingException if it is not certain that it was published
	 */
	void publish(String topic, Object payload);

	/**
	 * Give a message to one of the workers that listen to a queue with
	 * {@link ClusterListener#queue() @ClusterListener(queue=…)}. It waits until one of
	 * them has done its work: it is never lost, and given out again if a worker ends
	 * before.
	 * @param queue name of the queue
	 * @param payload the message, written as JSON
	 * @throws IllegalArgumentException if the message cannot be written, or is larger
	 * than {@code cluster.messaging.max-message-size}
	 * @throws ClusterMessagingException if it is not certain that the queue has it
	 */
	void enqueue(String queue, Object payload);

}
