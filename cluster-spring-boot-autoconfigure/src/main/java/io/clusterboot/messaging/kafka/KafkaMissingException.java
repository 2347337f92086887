package io.clusterboot.messaging.kafka;

import io.clusterboot.WrongConfigurationException;

/**
 * Thrown when messages are to go by way of Kafka, and Spring Boot has not set it up.
 */
class KafkaMissingException extends WrongConfigurationException {

	private static final long serialVersionUID = 1L;

	KafkaMissingException() {
		super("cluster.messaging.transport=kafka, and Spring Boot's KafkaAutoConfiguration is missing or excluded");
	}

}
