package io.clusterboot.messaging.kafka;

import io.clusterboot.ClusterProperties;
import io.clusterboot.messaging.Attempts;
import io.clusterboot.messaging.Transport;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaConsumerFactoryCustomizer;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaProducerFactoryCustomizer;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Auto-configuration of messages by way of Kafka.
 */
@AutoConfiguration(afterName = "org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration")
@ConditionalOnProperty(prefix = "cluster", name = "workers")
@ConditionalOnBooleanProperty(name = "cluster.enabled", matchIfMissing = true)
@ConditionalOnProperty(prefix = "cluster.messaging", name = "transport", havingValue = "kafka")
public final class ClusterKafkaAutoConfiguration {

	/**
	 * The transport, where Spring Boot has set up Kafka.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(KafkaProperties.class)
	static class TransportConfiguration {

		@Bean
		KafkaClients clusterKafkaClients(ObjectProvider<KafkaProperties> properties,
				ObjectProvider<KafkaConnectionDetails> details,
				ObjectProvider<DefaultKafkaProducerFactoryCustomizer> producerCustomizers,
				ObjectProvider<DefaultKafkaConsumerFactoryCustomizer> consumerCustomizers, Environment environment) {
			return new KafkaClients(present(properties), present(details), producerCustomizers, consumerCustomizers,
					settings(environment));
		}

		@Bean
		KafkaTransport clusterKafkaTransport(KafkaClients clients, Environment environment) {
			return new KafkaTransport(clients, new TopicNames(application(environment)),
					new Attempts(settings(environment).maxAttempts()));
		}

		private static ClusterProperties.Messaging settings(Environment environment) {
			return Binder.get(environment).bindOrCreate("cluster.messaging", ClusterProperties.Messaging.class);
		}

		private static <T> T present(ObjectProvider<T> bean) {
			T result = bean.getIfAvailable();
			if (result == null) {
				throw new KafkaMissingException();
			}
			return result;
		}

		private static String application(Environment environment) {
			String name = environment.getProperty("spring.application.name");
			return StringUtils.hasText(name) ? name : "application";
		}

	}

	/**
	 * What takes the place of the transport where there is no Kafka.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingClass("org.springframework.boot.kafka.autoconfigure.KafkaProperties")
	static class MissingConfiguration {

		@Bean
		Transport clusterKafkaTransport() {
			throw new KafkaMissingException();
		}

	}

}
