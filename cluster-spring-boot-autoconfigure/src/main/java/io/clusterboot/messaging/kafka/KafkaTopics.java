package io.clusterboot.messaging.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * The topics of Kafka that are known to be there. Safe for use by many threads.
 */
/*
 * Not left to the broker, which creates a topic for whoever asks for it with as many
 * partitions as it likes, as a rule one: of several workers, one would have all the work.
 * A topic that is there is left as it is.
 */
final class KafkaTopics implements AutoCloseable {

	/*
	 * Each worker reads all of them, so several would not make it faster. With one, the
	 * messages of all publishers have one order.
	 */
	private static final int TOPIC_PARTITIONS = 1;

	/*
	 * More workers than this have nothing to do for one queue.
	 */
	private static final int QUEUE_PARTITIONS = 32;

	/*
	 * Those who wait one after the other to send something wait for one answer.
	 */
	private static final Duration RESPITE = Duration.ofSeconds(1);

	private static final Duration PROPAGATION = Duration.ofSeconds(2);

	private static final int SMALLEST_LIMIT = 1024 * 1024 + 12;

	private final KafkaClients clients;

	private final Set<String> known = ConcurrentHashMap.newKeySet();

	private final Map<String, Failure> failures = new ConcurrentHashMap<>();

	private @Nullable Admin admin;

	KafkaTopics(KafkaClients clients) {
		this.clients = clients;
	}

	/**
	 * See to it that the topic is there.
	 * @throws KafkaException if that cannot be said, after a few seconds at most
	 */
	void needTopic(String name) {
		need(name, TOPIC_PARTITIONS);
	}

	void needQueue(String name) {
		need(name, QUEUE_PARTITIONS);
	}

	private void need(String name, int partitions) {
		if (this.known.contains(name)) {
			return;
		}
		Failure last = this.failures.get(name);
		if (last != null && System.nanoTime() - last.time() < RESPITE.toNanos()) {
			throw last.exception();
		}
		find(admin(), name, partitions);
	}

	private synchronized Admin admin() {
		if (this.admin == null) {
			this.admin = this.clients.admin();
		}
		return this.admin;
	}

	private void find(Admin admin, String name, int partitions) {
		try {
			if (!exists(admin, name)) {
				create(admin, name, partitions);
				awaitCreated(admin, name);
			}
			this.failures.remove(name);
			this.known.add(name);
		}
		catch (KafkaException ex) {
			this.failures.put(name, new Failure(ex, System.nanoTime()));
			throw ex;
		}
	}

	private static boolean exists(Admin admin, String name) {
		try {
			admin.describeTopics(Set.of(name)).allTopicNames().get();
			return true;
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof UnknownTopicOrPartitionException) {
				return false;
			}
			throw failure("Kafka was asked for topic '" + name + "'", ex);
		}
		catch (InterruptedException ex) {
			throw new InterruptException(ex);
		}
	}

	private void create(Admin admin, String name, int partitions) {
		if (!this.clients.createsTopics()) {
			throw new KafkaException("Topic '" + name
					+ "' is not there in Kafka, and spring.kafka.admin.auto-create=false" + " forbids to create it");
		}
		NewTopic topic = new NewTopic(name, Optional.of(partitions), Optional.empty())
			.configs(Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
					String.valueOf(Math.max(SMALLEST_LIMIT, this.clients.largestRecord()))));
		try {
			admin.createTopics(List.of(topic)).all().get();
		}
		catch (ExecutionException ex) {
			if (!(ex.getCause() instanceof TopicExistsException)) {
				throw failure("Kafka was told to create topic '" + name + "'", ex);
			}
		}
		catch (InterruptedException ex) {
			throw new InterruptException(ex);
		}
	}

	/*
	 * Who writes before the broker has heard of it fails at first.
	 */
	private static void awaitCreated(Admin admin, String name) {
		long deadline = System.nanoTime() + PROPAGATION.toNanos();
		while (!exists(admin, name) && deadline - System.nanoTime() > 0) {
			try {
				Thread.sleep(20);
			}
			catch (InterruptedException ex) {
				throw new InterruptException(ex);
			}
		}
	}

	private static KafkaException failure(String what, ExecutionException ex) {
		Throwable cause = ex.getCause();
		return new KafkaException(what + ": " + ((cause != null) ? cause.getMessage() : ex.getMessage()), cause);
	}

	@Override
	public synchronized void close() {
		if (this.admin != null) {
			this.admin.close(Duration.ZERO);
		}
	}

	/**
	 * Why Kafka could not say whether a topic is there.
	 */
	private record Failure(KafkaException exception, long time) {
	}

}
