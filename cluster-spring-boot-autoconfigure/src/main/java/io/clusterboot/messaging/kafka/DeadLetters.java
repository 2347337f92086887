package io.clusterboot.messaging.kafka;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;

import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.listener.DeadLetterPublishingRecoverer;
import org.springframework.kafka.support.KafkaHeaders;

/**
 * The messages of queues that nobody could handle.
 */
/*
 * With the headers that Spring for Apache Kafka uses, for the tools that know them,
 * except for the stack trace, which is in the log and may be larger than what Kafka
 * takes.
 */
final class DeadLetters {

	private static final int LONGEST_REASON = 1000;

	private final KafkaTopics topics;

	private final DeadLetterPublishingRecoverer publisher;

	DeadLetters(KafkaOperations<String, byte[]> template, KafkaTopics topics) {
		this.topics = topics;
		this.publisher = new DeadLetterPublishingRecoverer(template,
				(record, ex) -> new TopicPartition(TopicNames.dead(record.topic()), -1));
		this.publisher.setLogRecoveryRecord(false);
		this.publisher.setExceptionHeadersCreator((headers, failure, isKey, names) -> explain(headers, failure));
	}

	private static void explain(Headers headers, Exception failure) {
		Throwable reason = (failure.getCause() instanceof Error error) ? error : failure;
		String message = String.valueOf(reason.getMessage());
		put(headers, KafkaHeaders.DLT_EXCEPTION_FQCN, reason.getClass().getName());
		put(headers, KafkaHeaders.DLT_EXCEPTION_MESSAGE,
				message.substring(0, Math.min(message.length(), LONGEST_REASON)));
	}

	private static void put(Headers headers, String name, String value) {
		headers.remove(name).add(name, value.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Add a message.
	 * @throws RuntimeException if it is not certain that Kafka has it
	 */
	void add(ConsumerRecord<String, byte[]> record, Throwable failure) {
		this.topics.needTopic(TopicNames.dead(record.topic()));
		this.publisher.accept(record, null,
				(failure instanceof Exception known) ? known : new ExecutionException(failure));
	}

}
