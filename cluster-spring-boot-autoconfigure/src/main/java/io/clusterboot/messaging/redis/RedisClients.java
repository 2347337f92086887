package io.clusterboot.messaging.redis;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;

import org.springframework.context.SmartLifecycle;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Makes connections of the application's client, to one Redis or to a cluster, and closes
 * them before the client is.
 */
final class RedisClients implements SmartLifecycle {

	private static final Duration CLOSING = Duration.ofSeconds(1);

	private final LettuceConnectionFactory factory;

	private final Set<StatefulConnection<byte[], byte[]>> connections = ConcurrentHashMap.newKeySet();

	private volatile boolean running = true;

	RedisClients(LettuceConnectionFactory factory) {
		this.factory = factory;
	}

	boolean isClusterAware() {
		return this.factory.isClusterAware();
	}

	/**
	 * Return how long Redis may take for an answer.
	 */
	Duration timeout() {
		return this.factory.getClientConfiguration().getCommandTimeout();
	}

	StatefulConnection<byte[], byte[]> connect() {
		return keep((client() instanceof RedisClusterClient cluster) ? cluster.connect(ByteArrayCodec.INSTANCE)
				: ((RedisClient) client()).connect(ByteArrayCodec.INSTANCE));
	}

	StatefulRedisPubSubConnection<byte[], byte[]> connectPubSub() {
		return keep((client() instanceof RedisClusterClient cluster) ? cluster.connectPubSub(ByteArrayCodec.INSTANCE)
				: ((RedisClient) client()).connectPubSub(ByteArrayCodec.INSTANCE));
	}

	private AbstractRedisClient client() {
		if (!this.running) {
			throw new RedisConnectionException("The application ends");
		}
		return this.factory.getRequiredNativeClient();
	}

	private <T extends StatefulConnection<byte[], byte[]>> T keep(T connection) {
		connection.setTimeout(timeout());
		this.connections.add(connection);
		return connection;
	}

	@Override
	public void start() {
		this.running = true;
	}

	/*
	 * Awaited, or the client would close the connections again, and complain.
	 */
	@Override
	public void stop() {
		this.running = false;
		CompletableFuture
			.allOf(this.connections.stream().map(StatefulConnection::closeAsync).toArray(CompletableFuture[]::new))
			.completeOnTimeout(null, CLOSING.toMillis(), TimeUnit.MILLISECONDS)
			.join();
		this.connections.clear();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	/*
	 * After the connection factory, whose phase is 0, and before it in the end.
	 */
	@Override
	public int getPhase() {
		return 1;
	}

}
