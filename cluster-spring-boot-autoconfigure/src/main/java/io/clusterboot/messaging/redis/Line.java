package io.clusterboot.messaging.redis;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import org.jspecify.annotations.Nullable;

/**
 * A connection to Redis that is made when it is needed first. Safe for use by many
 * threads.
 */
/*
 * Once made it lasts: Lettuce connects it again. Until then one attempt in a second is
 * enough, or all who want to send would wait for one attempt after the other.
 */
final class Line {

	private static final Duration PAUSE = Duration.ofSeconds(1);

	private final RedisClients clients;

	private final LongSupplier clock;

	private @Nullable StatefulConnection<byte[], byte[]> connection;

	private @Nullable RuntimeException failure;

	private long retryAt;

	Line(RedisClients clients, LongSupplier clock) {
		this.clients = clients;
		this.clock = clock;
	}

	/**
	 * Return what commands can be sent by.
	 * @throws RuntimeException if Redis is known to be away
	 */
	RedisClusterAsyncCommands<byte[], byte[]> commands() {
		StatefulConnection<byte[], byte[]> open = open();
		if (open instanceof StatefulRedisClusterConnection<byte[], byte[]> cluster) {
			return cluster.async();
		}
		if (!open.isOpen()) {
			throw new RedisConnectionException("Redis is away");
		}
		return ((StatefulRedisConnection<byte[], byte[]>) open).async();
	}

	/**
	 * Send a command and wait for its answer.
	 * @param command sends it
	 */
	<T extends @Nullable Object> T ask(Function<RedisClusterAsyncCommands<byte[], byte[]>, RedisFuture<T>> command) {
		RedisFuture<T> answer = command.apply(commands());
		return LettuceFutures.awaitOrCancel(answer, this.clients.timeout().toMillis(), TimeUnit.MILLISECONDS);
	}

	private synchronized StatefulConnection<byte[], byte[]> open() {
		if (this.connection == null) {
			RuntimeException failure = this.failure;
			if (failure != null && this.clock.getAsLong() - this.retryAt < 0) {
				throw new RedisConnectionException("There is no connection to Redis", failure);
			}
			this.connection = connect();
		}
		return this.connection;
	}

	private StatefulConnection<byte[], byte[]> connect() {
		try {
			return this.clients.connect();
		}
		catch (RuntimeException ex) {
			this.failure = ex;
			this.retryAt = this.clock.getAsLong() + PAUSE.toNanos();
			throw ex;
		}
	}

}
