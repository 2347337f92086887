package io.clusterboot.redis.lettuce;

import java.time.Duration;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SocketOptions.KeepAliveOptions;
import io.lettuce.core.SocketOptions.TcpUserTimeoutOptions;
import io.lettuce.core.resource.EpollProvider;
import io.lettuce.core.resource.IOUringProvider;

import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;

/**
 * Options of a client that would rather fail than keep a request waiting.
 */
/*
 * Lettuce by itself keeps commands while it is not connected, without limit, and lets
 * each wait for 60 seconds: all request threads of a worker would soon wait for Redis.
 */
final class ImpatientOptions implements LettuceClientOptionsBuilderCustomizer {

	/**
	 * How long a connection or an answer may take, if the application does not say it.
	 */
	static final Duration PATIENCE = Duration.ofSeconds(1);

	/*
	 * More than a pipeline has, and little enough for the heap.
	 */
	private static final int QUEUE = 65_536;

	/*
	 * A host that is gone is noticed after about 10 seconds, even if nothing is sent.
	 */
	private static final KeepAliveOptions KEEP_ALIVE = KeepAliveOptions.builder()
		.enable()
		.idle(Duration.ofSeconds(5))
		.interval(Duration.ofSeconds(2))
		.count(3)
		.build();

	/*
	 * A host that is gone while something is sent. Longer than a command waits: losing
	 * its connection costs all commands that are under way.
	 */
	private static final TcpUserTimeoutOptions USER_TIMEOUT = TcpUserTimeoutOptions.builder()
		.enable(EpollProvider.isAvailable() || IOUringProvider.isAvailable())
		.tcpUserTimeout(Duration.ofSeconds(5))
		.build();

	private final DataRedisProperties properties;

	ImpatientOptions(DataRedisProperties properties) {
		this.properties = properties;
	}

	@Override
	public void customize(ClientOptions.Builder builder) {
		builder.disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
			.requestQueueSize(QUEUE)
			.socketOptions(socketOptions(builder.build().getSocketOptions()));
	}

	private SocketOptions socketOptions(SocketOptions given) {
		SocketOptions.Builder options = given.mutate().keepAlive(KEEP_ALIVE).tcpUserTimeout(USER_TIMEOUT);
		if (this.properties.getConnectTimeout() == null) {
			options.connectTimeout(PATIENCE);
		}
		return options.build();
	}

}
