package io.clusterboot.messaging.kafka;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.clusterboot.messaging.Attempts;
import io.clusterboot.messaging.JobHandler;
import io.clusterboot.messaging.Parcel;
import io.clusterboot.messaging.Transport;
import org.apache.kafka.clients.producer.ProducerRecord;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;

/**
 * Carries messages by way of Kafka.
 */
final class KafkaTransport implements Transport, DisposableBean {

	private static final Duration FAREWELL = Duration.ofSeconds(5);

	private final KafkaClients clients;

	private final KafkaTopics topics;

	private final TopicNames names;

	private final Attempts attempts;

	private final DefaultKafkaProducerFactory<String, byte[]> producers;

	private final KafkaTemplate<String, byte[]> template;

	private final List<TopicReader> topicReaders = new CopyOnWriteArrayList<>();

	private final List<QueueReader> queueReaders = new CopyOnWriteArrayList<>();

	KafkaTransport(KafkaClients clients, TopicNames names, Attempts attempts) {
		this.clients = clients;
		this.topics = new KafkaTopics(clients);
		this.names = names;
		this.attempts = attempts;
		this.producers = clients.producers();
		this.template = new KafkaTemplate<>(this.producers);
		this.template.setProducerListener(null);
	}

	@Override
	public CompletionStage<?> publish(String topic, Parcel parcel) {
		String name = this.names.topic(topic);
		this.topics.needTopic(name);
		return send(ParcelRecords.ordered(name, parcel));
	}

	@Override
	public CompletionStage<?> enqueue(String queue, Parcel parcel) {
		String name = this.names.queue(queue);
		this.topics.needQueue(name);
		return send(ParcelRecords.spread(name, parcel));
	}

	/*
	 * The template says that it failed; why, says the cause.
	 */
	private CompletionStage<?> send(ProducerRecord<String, byte[]> record) {
		try {
			return this.template.send(record).exceptionallyCompose((ex) -> CompletableFuture.failedFuture(reason(ex)));
		}
		catch (KafkaException ex) {
			throw reason(ex);
		}
	}

	private static RuntimeException reason(Throwable failure) {
		if (failure.getCause() instanceof RuntimeException cause) {
			return cause;
		}
		return (failure instanceof RuntimeException known) ? known : new IllegalStateException(failure);
	}

	@Override
	public CompletionStage<?> subscribe(String topic, Consumer<Parcel> receiver) {
		TopicReader reader = new TopicReader(this.clients, this.topics, this.names.topic(topic), receiver);
		this.topicReaders.add(reader);
		reader.start();
		return reader.ready();
	}

	@Override
	public void work(String queue, int concurrency, JobHandler handler) {
		DeadLetters deadLetters = new DeadLetters(this.template, this.topics);
		QueueReader reader = new QueueReader(this.clients, this.topics, this.names.queue(queue), concurrency,
				(record, end) -> new Job(record, handler, this.attempts, deadLetters, end));
		this.queueReaders.add(reader);
		reader.start();
	}

	@Override
	public Duration patience() {
		return this.clients.deliveryTimeout().plusSeconds(1);
	}

	@Override
	public CompletionStage<?> stop() {
		return CompletableFuture
			.allOf(this.queueReaders.stream().map(KafkaLoop::stop).toArray(CompletableFuture<?>[]::new));
	}

	@Override
	public void destroy() {
		List<CompletableFuture<Void>> ends = new CopyOnWriteArrayList<>();
		this.topicReaders.forEach((reader) -> ends.add(reader.close()));
		this.queueReaders.forEach((reader) -> ends.add(reader.close()));
		CompletableFuture.allOf(ends.toArray(CompletableFuture<?>[]::new))
			.completeOnTimeout(null, FAREWELL.toMillis(), TimeUnit.MILLISECONDS)
			.join();
		this.producers.destroy();
		this.topics.close();
	}

}
