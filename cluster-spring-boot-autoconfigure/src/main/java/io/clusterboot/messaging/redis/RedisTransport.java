package io.clusterboot.messaging.redis;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.clusterboot.messaging.JobHandler;
import io.clusterboot.messaging.Parcel;
import io.clusterboot.messaging.Transport;
import io.clusterboot.redis.lettuce.Repetition;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Carries messages by way of Redis: topics are channels, queues are streams.
 */
final class RedisTransport implements Transport, DisposableBean {

	private static final Log logger = LogFactory.getLog(RedisTransport.class);

	/*
	 * More than Lettuce takes to give up by itself, whose reason is the better one.
	 */
	private static final Duration MORE = Duration.ofMillis(200);

	private final String application;

	private final RedisClients clients;

	private final QueueWorker.Settings settings;

	private final Line line;

	private final Subscriptions subscriptions;

	private final String consumer = ProcessHandle.current().pid() + "-"
			+ Long.toHexString(new SecureRandom().nextLong());

	private final Map<String, RedisQueue> queues = new ConcurrentHashMap<>();

	private final List<QueueWorker> workers = new CopyOnWriteArrayList<>();

	private final ExecutorService jobs = Executors.newCachedThreadPool(threads("cluster-queue-"));

	private final ScheduledExecutorService timer = Executors
		.newSingleThreadScheduledExecutor(threads("cluster-queue-timer-"));

	RedisTransport(String application, RedisClients clients, QueueWorker.Settings settings) {
		this.application = application;
		this.clients = clients;
		this.settings = settings;
		this.line = line();
		this.subscriptions = new Subscriptions(clients);
	}

	private static CustomizableThreadFactory threads(String prefix) {
		CustomizableThreadFactory threads = new CustomizableThreadFactory(prefix);
		threads.setDaemon(true);
		return threads;
	}

	private Line line() {
		return new Line(this.clients, this.settings.clock());
	}

	@Override
	public CompletionStage<?> publish(String topic, Parcel parcel) {
		return this.line.commands().publish(channel(topic).getBytes(StandardCharsets.UTF_8), ParcelBytes.write(parcel));
	}

	@Override
	public CompletionStage<?> enqueue(String queue, Parcel parcel) {
		return queue(queue).add(this.line.commands(), parcel);
	}

	@Override
	public CompletionStage<?> subscribe(String topic, Consumer<Parcel> receiver) {
		Repetition foreign = new Repetition(this.settings.clock());
		return this.subscriptions.subscribe(channel(topic), (bytes) -> {
			Parcel parcel = ParcelBytes.read(bytes);
			if (parcel != null) {
				receiver.accept(parcel);
			}
			else if (foreign.isDue()) {
				logger.warn("A message in channel '" + channel(topic)
						+ "' of Redis is passed over: it was not published with ClusterMessaging");
			}
		});
	}

	private String channel(String topic) {
		return this.application + ":topic:" + topic;
	}

	@Override
	public void work(String queue, int concurrency, JobHandler handler) {
		QueueWorker worker = new QueueWorker(queue, queue(queue), handler, concurrency, this.settings, line(),
				this.line, this.jobs);
		this.workers.add(worker);
		long interval = this.settings.takeover().toMillis() / QueueWorker.ROUNDS;
		this.timer.scheduleWithFixedDelay(worker::keep, interval, interval, TimeUnit.MILLISECONDS);
		Thread thread = new Thread(worker, "cluster-queue-" + queue);
		thread.setDaemon(true);
		thread.start();
	}

	private RedisQueue queue(String name) {
		return this.queues.computeIfAbsent(name,
				(key) -> new RedisQueue(QueueKeys.of(this.application, key, this.clients.isClusterAware()),
						this.consumer, this.settings.takeover()));
	}

	@Override
	public Duration patience() {
		return this.clients.timeout().plus(MORE);
	}

	@Override
	public CompletionStage<?> stop() {
		return CompletableFuture.allOf(this.workers.stream().map(QueueWorker::stop).toArray(CompletableFuture[]::new));
	}

	@Override
	public void destroy() {
		this.subscriptions.end();
		this.timer.shutdownNow();
		this.jobs.shutdown();
	}

}
