package io.clusterboot.redis.lettuce;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisSocketConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Where an application looks for its Redis.
 *
 * @param kind what it expects there
 * @param addresses host and port of each server, none if it is a socket of this machine
 * @param text how to call them
 * @param encrypted whether it speaks TLS
 */
record RedisServers(Kind kind, List<RedisNode> addresses, String text, boolean encrypted) {

	static RedisServers of(LettuceConnectionFactory factory) {
		RedisClusterConfiguration cluster = factory.getClusterConfiguration();
		if (cluster != null) {
			return of(Kind.CLUSTER, cluster.getClusterNodes(), factory);
		}
		RedisSentinelConfiguration sentinel = factory.getSentinelConfiguration();
		if (sentinel != null) {
			return of(Kind.SENTINEL, sentinel.getSentinels(), factory);
		}
		RedisSocketConfiguration socket = factory.getSocketConfiguration();
		if (socket != null) {
			return new RedisServers(Kind.STANDALONE, List.of(), "Redis at " + socket.getSocket(), false);
		}
		return of(Kind.STANDALONE, List.of(new RedisNode(factory.getHostName(), factory.getPort())), factory);
	}

	private static RedisServers of(Kind kind, Collection<RedisNode> nodes, LettuceConnectionFactory factory) {
		String text = nodes.stream().map(RedisNode::asString).collect(Collectors.joining(", ", kind.text + " at ", ""));
		return new RedisServers(kind, List.copyOf(nodes), text, factory.isUseSsl());
	}

	@Override
	public String toString() {
		return this.text;
	}

	/**
	 * What an application expects.
	 */
	enum Kind {

		STANDALONE("Redis"), CLUSTER("Redis Cluster"), SENTINEL("Redis Sentinel");

		private final String text;

		Kind(String text) {
			this.text = text;
		}

	}

}
