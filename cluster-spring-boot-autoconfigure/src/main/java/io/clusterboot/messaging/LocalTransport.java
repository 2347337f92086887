package io.clusterboot.messaging;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Carries messages within this process.
 */
final class LocalTransport implements Transport {

	private static final CompletionStage<?> DONE = CompletableFuture.completedFuture(null);

	private final Attempts attempts;

	private final Executor executor;

	private final Map<String, List<Consumer<Parcel>>> topics = new ConcurrentHashMap<>();

	private final Map<String, LocalQueue> queues = new ConcurrentHashMap<>();

	LocalTransport(Attempts attempts, Executor executor) {
		this.attempts = attempts;
		this.executor = executor;
	}

	@Override
	public CompletionStage<?> publish(String topic, Parcel parcel) {
		this.topics.getOrDefault(topic, List.of()).forEach((receiver) -> receiver.accept(parcel));
		return DONE;
	}

	@Override
	public CompletionStage<?> enqueue(String queue, Parcel parcel) {
		queue(queue).add(parcel);
		return DONE;
	}

	@Override
	public CompletionStage<?> subscribe(String topic, Consumer<Parcel> receiver) {
		this.topics.computeIfAbsent(topic, (key) -> new CopyOnWriteArrayList<>()).add(receiver);
		return DONE;
	}

	@Override
	public void work(String queue, int concurrency, JobHandler handler) {
		queue(queue).work(concurrency, handler);
	}

	private LocalQueue queue(String name) {
		return this.queues.computeIfAbsent(name,
				(key) -> new LocalQueue(key, this.attempts, this.executor, this::later));
	}

	private void later(Duration pause, Runnable task) {
		CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS, this.executor).execute(task);
	}

	@Override
	public CompletionStage<?> stop() {
		return CompletableFuture
			.allOf(this.queues.values().stream().map(LocalQueue::stop).toArray(CompletableFuture[]::new));
	}

}
