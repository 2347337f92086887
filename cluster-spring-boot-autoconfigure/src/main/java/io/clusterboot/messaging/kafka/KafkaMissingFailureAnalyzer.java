package io.clusterboot.messaging.kafka;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link KafkaMissingException}.
 */
class KafkaMissingFailureAnalyzer extends AbstractFailureAnalyzer<KafkaMissingException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, KafkaMissingException cause) {
		return new FailureAnalysis(cause.getMessage() + ".",
				"Add the dependency org.springframework.boot:spring-boot-starter-kafka, and do not exclude"
						+ " KafkaAutoConfiguration. Or let Redis carry the messages: cluster.messaging.transport=redis.",
				cause);
	}

}
