package io.clusterboot.cache;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.push.PushMessage;
import io.lettuce.core.codec.ByteArrayCodec;

import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A connection of Lettuce with client tracking in broadcasting mode.
 */
/*
 * Lettuce connects again by itself, but does not ask for tracking again. So a connection
 * that was interrupted once is of no use any more, even if it answers.
 */
final class LettuceTrackingLine implements TrackingLine {

	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private final StatefulRedisConnection<byte[], byte[]> connection;

	private LettuceTrackingLine(StatefulRedisConnection<byte[], byte[]> connection) {
		this.connection = connection;
	}

	static TrackingLine open(RedisConnectionFactory connections, Set<String> prefixes, Listener listener) {
		StatefulRedisConnection<byte[], byte[]> connection = client(connections).connect(ByteArrayCodec.INSTANCE);
		try {
			connection.setTimeout(PATIENCE);
			connection.addListener((message) -> tell(message, listener));
			connection.addListener(new RedisConnectionStateListener() {

				@Override
				public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
					listener.disconnected();
				}

			});
			track(connection, prefixes);
			return new LettuceTrackingLine(connection);
		}
		catch (RuntimeException ex) {
			connection.closeAsync();
			throw ex;
		}
	}

	private static RedisClient client(RedisConnectionFactory connections) {
		if (!(connections instanceof LettuceConnectionFactory lettuce)) {
			throw new TrackingUnsupportedException("only connections of Lettuce are told of changes");
		}
		if (lettuce.isClusterAware()) {
			throw new TrackingUnsupportedException("in a Redis Cluster each node tells of its own changes only");
		}
		if (lettuce.getClientConfiguration().getReadFrom().isPresent()) {
			throw new TrackingUnsupportedException(
					"what is read from a replica may be older than a change that was told before");
		}
		return (RedisClient) lettuce.getRequiredNativeClient();
	}

	/*
	 * Other errors pass: it is loading its data, or a replica without a master.
	 */
	private static void track(StatefulRedisConnection<byte[], byte[]> connection, Set<String> prefixes) {
		try {
			connection.sync()
				.clientTracking(TrackingArgs.Builder.enabled().bcast().prefixes(prefixes.toArray(String[]::new)));
		}
		catch (RedisCommandExecutionException ex) {
			String answer = String.valueOf(ex.getMessage());
			if (answer.startsWith("ERR") || answer.startsWith("NOPERM")) {
				throw new TrackingUnsupportedException("Redis answers CLIENT TRACKING with '" + answer
						+ "'; Redis 6, protocol RESP3 and the permission for that command are needed");
			}
			throw ex;
		}
	}

	private static void tell(PushMessage message, Listener listener) {
		if (message.getType().equals("invalidate")) {
			Object keys = message.getContent(LettuceTrackingLine::copy).get(1);
			if (keys instanceof List<?> changed) {
				changed.forEach((key) -> listener.changed((ByteBuffer) key));
			}
			else {
				listener.changedAll();
			}
		}
	}

	private static ByteBuffer copy(ByteBuffer key) {
		byte[] bytes = new byte[key.remaining()];
		key.get(bytes);
		return ByteBuffer.wrap(bytes);
	}

	@Override
	public void ping() {
		this.connection.sync().ping();
	}

	@Override
	public void close() {
		this.connection.closeAsync();
	}

}
