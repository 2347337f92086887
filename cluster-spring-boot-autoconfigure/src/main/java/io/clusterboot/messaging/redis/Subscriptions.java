package io.clusterboot.messaging.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.clusterboot.redis.lettuce.Repetition;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The channels this worker is subscribed to.
 */
/*
 * A thread of its own subscribes, again and again until Redis says that it is done. From
 * then on Lettuce does it itself, each time it connects again. Messages come in on the
 * thread of the connection, which is the reason why they are in order, and why nothing
 * here waits: the listener containers of Spring Data either hand each message to another
 * thread or fail to start without Redis.
 */
final class Subscriptions extends RedisPubSubAdapter<byte[], byte[]> {

	private static final Log logger = LogFactory.getLog(Subscriptions.class);

	private static final Duration PAUSE = Duration.ofMillis(500);

	private final RedisClients clients;

	private final Map<ByteBuffer, Consumer<byte[]>> receivers = new ConcurrentHashMap<>();

	private final Repetition failed = new Repetition(System::nanoTime);

	private final Repetition away = new Repetition(System::nanoTime);

	private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor((task) -> {
		Thread thread = new Thread(task, "cluster-topics");
		thread.setDaemon(true);
		return thread;
	});

	private @Nullable StatefulRedisPubSubConnection<byte[], byte[]> connection;

	Subscriptions(RedisClients clients) {
		this.clients = clients;
	}

	/**
	 * Subscribe to a channel.
	 * @param channel its name
	 * @param receiver takes what is published; does not wait
	 * @return completes when this is subscribed
	 */
	CompletableFuture<Void> subscribe(String channel, Consumer<byte[]> receiver) {
		byte[] name = channel.getBytes(StandardCharsets.UTF_8);
		CompletableFuture<Void> subscribed = new CompletableFuture<>();
		this.receivers.put(ByteBuffer.wrap(name), receiver);
		this.executor.execute(() -> subscribe(name, subscribed));
		return subscribed;
	}

	private void subscribe(byte[] channel, CompletableFuture<Void> subscribed) {
		try {
			LettuceFutures.awaitOrCancel(connection().async().subscribe(channel), this.clients.timeout().toMillis(),
					TimeUnit.MILLISECONDS);
			subscribed.complete(null);
		}
		catch (RuntimeException ex) {
			if (this.away.isDue()) {
				logger.warn("Messages of topics do not arrive until Redis answers (" + ex.getMessage() + ")");
			}
			this.executor.schedule(() -> subscribe(channel, subscribed), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
		}
	}

	private synchronized StatefulRedisPubSubConnection<byte[], byte[]> connection() {
		StatefulRedisPubSubConnection<byte[], byte[]> open = this.connection;
		if (open == null) {
			open = this.clients.connectPubSub();
			open.addListener(this);
			this.connection = open;
		}
		return open;
	}

	@Override
	public void message(byte[] channel, byte[] message) {
		Consumer<byte[]> receiver = this.receivers.get(ByteBuffer.wrap(channel));
		try {
			if (receiver != null) {
				receiver.accept(message);
			}
		}
		catch (RuntimeException ex) {
			if (this.failed.isDue()) {
				logger.error("A message was lost on its arrival", ex);
			}
		}
	}

	void end() {
		this.executor.shutdownNow();
	}

}
