package io.clusterboot.messaging.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.clusterboot.WrongConfigurationException;
import io.clusterboot.messaging.Transport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link ClusterKafkaAutoConfiguration}.
 */
class ClusterKafkaAutoConfigurationTests {

	private final ApplicationContextRunner bare = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ClusterKafkaAutoConfiguration.class))
		.withPropertyValues("cluster.workers=2", "cluster.messaging.transport=kafka");

	private final ApplicationContextRunner runner = this.bare
		.withConfiguration(AutoConfigurations.of(KafkaAutoConfiguration.class));

	@Test
	void kafkaIsTheTransportOfAClusterThatWantsIt() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(KafkaTransport.class));
	}

	@Test
	void kafkaIsNotTheTransportOtherwise() {
		this.runner.withPropertyValues("cluster.messaging.transport=redis").run(this::hasNoTransport);
		this.runner.withPropertyValues("cluster.enabled=false").run(this::hasNoTransport);
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(KafkaAutoConfiguration.class, ClusterKafkaAutoConfiguration.class))
			.run(this::hasNoTransport);
	}

	private void hasNoTransport(AssertableApplicationContext context) {
		assertThat(context).hasNotFailed().doesNotHaveBean(Transport.class);
	}

	@Test
	void startFailsWithoutTheLibrary() {
		this.bare
			.withClassLoader(new FilteredClassLoader("org.springframework.kafka", "org.apache.kafka",
					"org.springframework.boot.kafka"))
			.run(this::hasFailedForLackOfKafka);
	}

	@Test
	void startFailsWithoutBootsAutoConfiguration() {
		this.bare.run(this::hasFailedForLackOfKafka);
	}

	private void hasFailedForLackOfKafka(AssertableApplicationContext context) {
		assertThat(context).getFailure()
			.hasRootCauseInstanceOf(KafkaMissingException.class)
			.rootCause()
			.isInstanceOf(WrongConfigurationException.class);
		FailureAnalysis analysis = new KafkaMissingFailureAnalyzer().analyze(context.getStartupFailure());
		assertThat(analysis.getDescription()).contains("cluster.messaging.transport=kafka");
		assertThat(analysis.getAction()).contains("spring-boot-starter-kafka", "cluster.messaging.transport=redis");
	}

	@Test
	void clientsKeepTheirPromisesWhateverIsConfigured() {
		this.runner
			.withPropertyValues("spring.kafka.producer.acks=0", "spring.kafka.producer.retries=0",
					"spring.kafka.producer.properties.enable.idempotence=false",
					"spring.kafka.producer.transaction-id-prefix=tx-", "spring.kafka.client-id=mine",
					"spring.kafka.consumer.enable-auto-commit=true", "spring.kafka.consumer.group-id=mine",
					"spring.kafka.consumer.max-poll-records=500", "spring.kafka.consumer.auto-offset-reset=none",
					"cluster.messaging.takeover=20s")
			.run((context) -> {
				KafkaClients clients = context.getBean(KafkaClients.class);
				assertThat(clients.producerProperties()).containsEntry(ProducerConfig.ACKS_CONFIG, "all")
					.containsEntry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true)
					.doesNotContainKeys(ProducerConfig.RETRIES_CONFIG, ProducerConfig.CLIENT_ID_CONFIG);
				assertThat(clients.memberProperties("g")).containsEntry(ConsumerConfig.GROUP_ID_CONFIG, "g")
					.containsEntry(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false)
					.containsEntry(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1)
					.containsEntry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest")
					.containsEntry(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 20_000);
				assertThat(clients.readerProperties("t")).doesNotContainKey(ConsumerConfig.GROUP_ID_CONFIG)
					.containsEntry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
			});
	}

	@Test
	void patienceFollowsTheDeliveryTimeout() {
		this.runner.run((context) -> assertThat(context.getBean(KafkaTransport.class).patience())
			.isEqualTo(Duration.ofSeconds(11)));
		this.runner.withPropertyValues("spring.kafka.producer.properties.delivery.timeout.ms=20000")
			.run((context) -> assertThat(context.getBean(KafkaTransport.class).patience())
				.isEqualTo(Duration.ofSeconds(21)));
	}

	@Test
	void takeoverIsKeptWithinWhatBrokersAllow() {
		assertThat(session("1s")).containsEntry(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000);
		assertThat(session("2h")).containsEntry(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 1_800_000);
	}

	private Map<String, Object> session(String takeover) {
		Map<String, Object> result = new HashMap<>();
		this.runner.withPropertyValues("cluster.messaging.takeover=" + takeover)
			.run((context) -> result.putAll(context.getBean(KafkaClients.class).memberProperties("g")));
		return result;
	}

}
