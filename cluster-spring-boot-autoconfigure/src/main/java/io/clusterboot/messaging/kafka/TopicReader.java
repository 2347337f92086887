package io.clusterboot.messaging.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.clusterboot.messaging.Parcel;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Receives the messages of a topic, from now on.
 */
/*
 * Without a group: each worker reads all partitions, and after a time without connection
 * it goes on where it was. Nothing of it is left in Kafka when it ends.
 */
final class TopicReader extends KafkaLoop {

	private final KafkaClients clients;

	private final KafkaTopics topics;

	private final String topic;

	private final java.util.function.Consumer<Parcel> receiver;

	private final CompletableFuture<Void> ready = new CompletableFuture<>();

	TopicReader(KafkaClients clients, KafkaTopics topics, String topic, java.util.function.Consumer<Parcel> receiver) {
		super(topic);
		this.clients = clients;
		this.topics = topics;
		this.topic = topic;
		this.receiver = receiver;
	}

	/**
	 * Return what completes when messages that are published from then on are received.
	 */
	CompletableFuture<Void> ready() {
		return this.ready;
	}

	@Override
	Consumer<String, byte[]> open() {
		this.topics.needTopic(this.topic);
		return this.clients.reader(this.topic);
	}

	@Override
	void turn(Consumer<String, byte[]> consumer) {
		follow(consumer);
		if (consumer.assignment().isEmpty()) {
			rest(PATIENCE);
			return;
		}
		consumer.poll(PATIENCE).forEach((record) -> this.receiver.accept(ParcelRecords.read(record)));
	}

	@Override
	boolean isDone() {
		return true;
	}

	private void follow(Consumer<String, byte[]> consumer) {
		List<TopicPartition> partitions = consumer.partitionsFor(this.topic)
			.stream()
			.map((info) -> new TopicPartition(info.topic(), info.partition()))
			.toList();
		Set<TopicPartition> known = consumer.assignment();
		if (known.size() < partitions.size()) {
			List<TopicPartition> fresh = new ArrayList<>(partitions);
			fresh.removeAll(known);
			join(consumer, partitions, fresh);
		}
	}

	/*
	 * A partition that is added later has only messages from after we joined.
	 */
	private void join(Consumer<String, byte[]> consumer, List<TopicPartition> all, List<TopicPartition> fresh) {
		consumer.assign(all);
		if (this.ready.isDone()) {
			consumer.seekToBeginning(fresh);
			return;
		}
		try {
			consumer.seekToEnd(fresh);
			fresh.forEach((partition) -> consumer.position(partition, Duration.ofSeconds(3)));
			this.ready.complete(null);
		}
		finally {
			if (!this.ready.isDone()) {
				consumer.unsubscribe();
			}
		}
	}

}
