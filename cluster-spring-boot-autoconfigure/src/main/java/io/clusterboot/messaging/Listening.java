package io.clusterboot.messaging;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.clusterboot.ClusterEvent.WorkerActive;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.SmartLifecycle;

/**
 * Lets the listeners of this worker have messages, from its start to its end.
 */
/*
 * Topics are subscribed before the worker says that it is ready. Queues wait until it
 * serves: a spare, or a version that has not proved itself yet, must not take work from
 * those that do.
 */
final class Listening implements SmartLifecycle, SmartInitializingSingleton,
		ApplicationListener<PayloadApplicationEvent<WorkerActive>> {

	private static final Log logger = LogFactory.getLog(Listening.class);

	private static final Duration PATIENCE = Duration.ofSeconds(2);

	private final Transport transport;

	private final ListenerScan scan;

	private final Function<Destination, TopicFeed> feeds;

	private final Runnable firstUse;

	private final List<ListenerMethod> queues = new ArrayList<>();

	private final Map<Destination, TopicFeed> topics = new LinkedHashMap<>();

	private boolean active;

	private boolean running;

	/**
	 * Create what is not started yet.
	 * @param transport brings messages
	 * @param scan finds listeners
	 * @param feeds makes what gives the messages of a topic to its listeners
	 * @param active whether this worker serves already
	 * @param firstUse called if there is a listener
	 */
	Listening(Transport transport, ListenerScan scan, Function<Destination, TopicFeed> feeds, boolean active,
			Runnable firstUse) {
		this.transport = transport;
		this.scan = scan;
		this.feeds = feeds;
		this.active = active;
		this.firstUse = firstUse;
	}

	@Override
	public void afterSingletonsInstantiated() {
		for (ListenerMethod listener : this.scan.listeners()) {
			this.firstUse.run();
			if (listener.destination().kind() == Destination.Kind.QUEUE) {
				this.queues.add(listener);
			}
			else {
				this.topics.computeIfAbsent(listener.destination(), this.feeds).add(listener);
			}
		}
	}

	@Override
	public void start() {
		subscribe();
		synchronized (this) {
			this.running = true;
			if (this.active) {
				work();
			}
		}
	}

	private void subscribe() {
		CompletableFuture<?>[] subscribed = this.topics.entrySet()
			.stream()
			.map((topic) -> this.transport.subscribe(topic.getKey().name(), topic.getValue()).toCompletableFuture())
			.toArray(CompletableFuture[]::new);
		CompletableFuture.allOf(subscribed)
			.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
			.exceptionally((failure) -> {
				logger.warn("Messages of " + this.topics.keySet() + " do not arrive yet");
				return null;
			})
			.join();
	}

	private void work() {
		this.queues.forEach(
				(listener) -> this.transport.work(listener.destination().name(), listener.concurrency(), listener));
		this.queues.clear();
	}

	@Override
	public synchronized void onApplicationEvent(PayloadApplicationEvent<WorkerActive> event) {
		if (event.getPayload().pid() == ProcessHandle.current().pid()) {
			this.active = true;
			if (this.running) {
				work();
			}
		}
	}

	@Override
	public void stop() {
		halt().join();
	}

	@Override
	public void stop(Runnable callback) {
		halt().whenComplete((result, failure) -> callback.run());
	}

	private CompletableFuture<Void> halt() {
		synchronized (this) {
			this.running = false;
		}
		CompletableFuture<?> topics = CompletableFuture
			.allOf(this.topics.values().stream().map(TopicFeed::close).toArray(CompletableFuture[]::new));
		return CompletableFuture.allOf(topics, this.transport.stop().toCompletableFuture());
	}

	@Override
	public synchronized boolean isRunning() {
		return this.running;
	}

	/*
	 * What is stopped has given up its messages.
	 */
	@Override
	public boolean isPauseable() {
		return false;
	}

}
