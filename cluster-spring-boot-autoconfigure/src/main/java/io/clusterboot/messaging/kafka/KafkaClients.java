package io.clusterboot.messaging.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import io.clusterboot.ClusterProperties;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.MetadataRecoveryStrategy;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaConsumerFactoryCustomizer;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaProducerFactoryCustomizer;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.kafka.autoconfigure.SslBundleSslEngineFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;

/**
 * Makes clients of the Kafka that {@code spring.kafka.*} names.
 */
/*
 * What a promise of ours hangs on is put last, and cannot be configured. What is only
 * better for messages between workers than Kafka's default comes first, and gives way to
 * what the application says.
 */
final class KafkaClients {

	private static final Log logger = LogFactory.getLog(KafkaClients.class);

	private static final AtomicInteger counter = new AtomicInteger();

	/*
	 * Brokers refuse others: group.min.session.timeout.ms, group.max.session.timeout.ms.
	 */
	private static final Duration SHORTEST_SESSION = Duration.ofSeconds(6);

	private static final Duration LONGEST_SESSION = Duration.ofMinutes(30);

	/*
	 * A member that does not ask Kafka for longer than max.poll.interval.ms is none any
	 * more.
	 */
	private static final Duration LONGEST_HANDOVER = Duration.ofMinutes(1);

	/*
	 * What a record has besides its content: headers, and the reason why it was laid
	 * aside.
	 */
	private static final int ENVELOPE = 64 * 1024;

	private static final long SMALLEST_BUFFER = 32 * 1024 * 1024;

	private final KafkaProperties properties;

	private final KafkaConnectionDetails details;

	private final ObjectProvider<DefaultKafkaProducerFactoryCustomizer> producerCustomizers;

	private final ObjectProvider<DefaultKafkaConsumerFactoryCustomizer> consumerCustomizers;

	private final int largestRecord;

	private final Duration session;

	KafkaClients(KafkaProperties properties, KafkaConnectionDetails details,
			ObjectProvider<DefaultKafkaProducerFactoryCustomizer> producerCustomizers,
			ObjectProvider<DefaultKafkaConsumerFactoryCustomizer> consumerCustomizers,
			ClusterProperties.Messaging settings) {
		this.properties = properties;
		this.details = details;
		this.producerCustomizers = producerCustomizers;
		this.consumerCustomizers = consumerCustomizers;
		this.largestRecord = Math.toIntExact(settings.maxMessageSize().toBytes() + ENVELOPE);
		this.session = session(settings.takeover());
	}

	private static Duration session(Duration takeover) {
		Duration session = (takeover.compareTo(SHORTEST_SESSION) < 0) ? SHORTEST_SESSION
				: (takeover.compareTo(LONGEST_SESSION) > 0) ? LONGEST_SESSION : takeover;
		if (!session.equals(takeover)) {
			logger.info("cluster.messaging.takeover=" + takeover.toMillis() + "ms: Kafka allows "
					+ SHORTEST_SESSION.toSeconds() + "s to " + LONGEST_SESSION.toSeconds() + "s; it will be "
					+ session.toSeconds() + "s");
		}
		return session;
	}

	/**
	 * Return the size of the largest record that is sent.
	 */
	int largestRecord() {
		return this.largestRecord;
	}

	/**
	 * Return the time after which it is known, or never will be, whether a record was
	 * sent.
	 */
	Duration deliveryTimeout() {
		return milliseconds(producerProperties().get(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG));
	}

	/**
	 * Return for how long a member may keep a partition that it is to give away. All that
	 * it gives away waits for that.
	 */
	Duration longestHandover() {
		return (this.session.compareTo(LONGEST_HANDOVER) < 0) ? this.session : LONGEST_HANDOVER;
	}

	private static Duration milliseconds(@Nullable Object value) {
		return Duration.ofMillis(Long.parseLong(String.valueOf(value)));
	}

	DefaultKafkaProducerFactory<String, byte[]> producers() {
		DefaultKafkaProducerFactory<String, byte[]> factory = new DefaultKafkaProducerFactory<>(producerProperties());
		this.producerCustomizers.orderedStream().forEach((customizer) -> customizer.customize(factory));
		factory.setKeySerializer(new StringSerializer());
		factory.setValueSerializer(new ByteArraySerializer());
		factory.setPhysicalCloseTimeout(2);
		return factory;
	}

	Map<String, Object> producerProperties() {
		Map<String, Object> result = new HashMap<>(Map.of(ProducerConfig.LINGER_MS_CONFIG, 0,
				ProducerConfig.MAX_BLOCK_MS_CONFIG, 3000, ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5000,
				ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000));
		putCalm(result);
		result.putAll(this.properties.buildProducerProperties());
		putConnection(result, this.details.getProducer());
		result.keySet()
			.removeAll(Set.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, ProducerConfig.CLIENT_ID_CONFIG,
					ProducerConfig.RETRIES_CONFIG, ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION));
		result.put(ProducerConfig.ACKS_CONFIG, "all");
		result.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
		result.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, this.largestRecord);
		result.put(ProducerConfig.BUFFER_MEMORY_CONFIG, Math.max(SMALLEST_BUFFER, 2L * this.largestRecord));
		return result;
	}

	/**
	 * Create a consumer that is a member of no group.
	 */
	Consumer<String, byte[]> reader(String topic) {
		return consumer(readerProperties(topic));
	}

	Map<String, Object> readerProperties(String topic) {
		Map<String, Object> result = consumerProperties();
		result.put(ConsumerConfig.CLIENT_ID_CONFIG, name(topic));
		result.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
		return result;
	}

	/**
	 * Create a consumer that shares the records of a topic with others.
	 */
	Consumer<String, byte[]> member(String group) {
		return consumer(memberProperties(group));
	}

	Map<String, Object> memberProperties(String group) {
		Map<String, Object> result = consumerProperties();
		result.put(ConsumerConfig.CLIENT_ID_CONFIG, name(group));
		result.put(ConsumerConfig.GROUP_ID_CONFIG, group);
		result.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, GroupProtocol.CLASSIC.name());
		result.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
		result.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
		result.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
		result.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int) this.session.toMillis());
		result.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, (int) Math.min(1000, this.session.toMillis() / 3));
		return result;
	}

	/*
	 * Of several with one name, Kafka's metrics have only one.
	 */
	private static String name(String topic) {
		return topic + "-" + counter.incrementAndGet();
	}

	private Map<String, Object> consumerProperties() {
		Map<String, Object> result = new HashMap<>(Map.of(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 256 * 1024,
				ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 4 * 1024 * 1024));
		putCalm(result);
		result.putAll(this.properties.buildConsumerProperties());
		putConnection(result, this.details.getConsumer());
		result.keySet()
			.removeAll(Set.of(ConsumerConfig.GROUP_ID_CONFIG, ConsumerConfig.GROUP_INSTANCE_ID_CONFIG,
					ConsumerConfig.GROUP_PROTOCOL_CONFIG, ConsumerConfig.CLIENT_ID_CONFIG));
		result.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
		result.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
		return result;
	}

	private Consumer<String, byte[]> consumer(Map<String, Object> properties) {
		DefaultKafkaConsumerFactory<String, byte[]> factory = new DefaultKafkaConsumerFactory<>(properties);
		this.consumerCustomizers.orderedStream().forEach((customizer) -> customizer.customize(factory));
		factory.setKeyDeserializer(new StringDeserializer());
		factory.setValueDeserializer(new ByteArrayDeserializer());
		return factory.createConsumer();
	}

	Admin admin() {
		Map<String, Object> result = new HashMap<>(Map.of(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 3000,
				AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 3000));
		putCalm(result);
		result.putAll(this.properties.buildAdminProperties());
		putConnection(result, this.details.getAdmin());
		result.remove(AdminClientConfig.CLIENT_ID_CONFIG);
		return Admin.create(result);
	}

	/**
	 * Return whether topics that are missing may be created.
	 */
	boolean createsTopics() {
		return this.properties.getAdmin().isAutoCreate();
	}

	/*
	 * Clients log each attempt to connect to a Kafka that is away, and those that begin
	 * anew each time do so hundreds of times in a second.
	 */
	private static void putCalm(Map<String, Object> properties) {
		properties.put(CommonClientConfigs.RECONNECT_BACKOFF_MS_CONFIG, 200);
		properties.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 5000);
		properties.put(CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG, MetadataRecoveryStrategy.NONE.name);
	}

	private static void putConnection(Map<String, Object> properties, KafkaConnectionDetails.Configuration details) {
		properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, details.getBootstrapServers());
		String protocol = details.getSecurityProtocol();
		if (protocol != null && !protocol.isEmpty()) {
			properties.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, protocol);
		}
		SslBundle bundle = details.getSslBundle();
		if (bundle != null) {
			properties.put(SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG, SslBundleSslEngineFactory.class);
			properties.put(SslBundle.class.getName(), bundle);
		}
	}

}
