package io.clusterboot.redis.lettuce;

import java.security.cert.CertificateException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.clusterboot.redis.lettuce.RedisServers.Kind;
import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Tells a wrong configuration from a Redis that is away.
 */
final class Misconfiguration {

	private static final String CREDENTIALS = "Check spring.data.redis.username and spring.data.redis.password";

	private static final String TLS = "spring.data.redis.ssl.enabled";

	/*
	 * Error codes of Redis begin its messages, which others put theirs around.
	 */
	private static final Pattern REFUSAL = Pattern
		.compile("\\b(WRONGPASS|NOAUTH|NOPERM)\\b|without any password configured|invalid password");

	private static final Pattern UNTRUSTED = Pattern
		.compile("PKIX path|certificate_(required|unknown|expired)|bad_certificate|unknown_ca");

	private static final Pattern NO_SENTINEL = Pattern.compile("unknown command .?sentinel", Pattern.CASE_INSENSITIVE);

	private static final Pattern UNKNOWN_MASTER = Pattern.compile("using sentinel for masterId (\\S+)");

	private static final String NO_CLUSTER = "cluster support disabled";

	private static final Pattern CLUSTER_SIZE = Pattern.compile("cluster_size:(\\d+)");

	private Misconfiguration() {
	}

	/**
	 * Throw an exception if what went wrong is the fault of the configuration.
	 * @param failure what went wrong
	 * @param servers where it did
	 */
	static void find(Throwable failure, RedisServers servers) {
		for (Throwable cause : causes(failure)) {
			String.valueOf(cause.getMessage()).lines().forEach((line) -> find(cause, line.trim(), servers));
		}
		servers.addresses().forEach((address) -> {
			Greeting expected = servers.encrypted() ? Greeting.PLAIN : Greeting.ENCRYPTED;
			if (Greeting.of(address) == expected) {
				throw wrongEncryption(servers);
			}
		});
	}

	private static void find(Throwable cause, String message, RedisServers servers) {
		Matcher unknownMaster = UNKNOWN_MASTER.matcher(message);
		if (REFUSAL.matcher(message).find()) {
			throw new RedisConfigurationException(servers + " refuses the user or the password: " + message,
					(servers.kind() == Kind.SENTINEL) ? CREDENTIALS + ", and those of spring.data.redis.sentinel"
							: CREDENTIALS);
		}
		if (cause instanceof CertificateException || UNTRUSTED.matcher(message).find()) {
			throw new RedisConfigurationException(servers + " and this application do not trust each other: " + message,
					"Name an SSL bundle with the right certificates in spring.data.redis.ssl.bundle");
		}
		if (message.contains(NO_CLUSTER)) {
			throw new RedisConfigurationException(servers + " is no cluster (" + message + ")",
					"Set spring.data.redis.host and spring.data.redis.port instead of spring.data.redis.cluster.nodes");
		}
		if (NO_SENTINEL.matcher(message).find()) {
			throw new RedisConfigurationException(servers + " is no sentinel (" + message + ")",
					"Name the sentinels in spring.data.redis.sentinel.nodes (their port is 26379 by default), or set "
							+ "spring.data.redis.host and spring.data.redis.port instead");
		}
		if (unknownMaster.find()) {
			throw new RedisConfigurationException(
					servers + " knows no master of the name '" + unknownMaster.group(1) + "'",
					"Set spring.data.redis.sentinel.master to a name that SENTINEL MASTERS tells");
		}
	}

	private static RedisConfigurationException wrongEncryption(RedisServers servers) {
		return servers.encrypted()
				? new RedisConfigurationException(servers + " does not speak TLS, and this application does",
						"Set " + TLS + "=false (a URL: redis:// instead of rediss://), or the port that has TLS")
				: new RedisConfigurationException(servers + " speaks TLS, and this application does not",
						"Set " + TLS + "=true (a URL: rediss:// instead of redis://), or the port without TLS");
	}

	/**
	 * Throw an exception if a server that answers is not what was expected.
	 * @param factory connects to it
	 * @param servers where it is
	 */
	/*
	 * One node with all slots serves those who do not know of clusters as well.
	 */
	static void find(LettuceConnectionFactory factory, RedisServers servers) {
		String size = (servers.kind() == Kind.STANDALONE) ? clusterSize(factory) : null;
		if (size != null && Integer.parseInt(size) > 1) {
			throw new RedisConfigurationException(
					servers + " is a node of a Redis Cluster (" + size + " nodes with slots), which redirects clients",
					"Set spring.data.redis.cluster.nodes instead of spring.data.redis.host and spring.data.redis.port");
		}
	}

	private static @Nullable String clusterSize(LettuceConnectionFactory factory) {
		try (RedisConnection connection = factory.getConnection()) {
			Properties info = connection.serverCommands().info("cluster");
			if (info == null || !"1".equals(info.getProperty("cluster_enabled"))) {
				return null;
			}
			Object answer = connection.execute("CLUSTER", "INFO".getBytes());
			Matcher size = CLUSTER_SIZE.matcher((answer instanceof byte[] text) ? new String(text) : "");
			return size.find() ? size.group(1) : null;
		}
		catch (RuntimeException ex) {
			// Not everybody may ask that
			return null;
		}
	}

	/**
	 * Return the innermost reason of a failure, in one line.
	 * @param failure the failure
	 */
	static String reason(Throwable failure) {
		Throwable root = NestedExceptionUtils.getMostSpecificCause(failure);
		return String.valueOf((root.getMessage() != null) ? root.getMessage() : root).lines().findFirst().orElse("");
	}

	/*
	 * Lettuce asks several nodes, and suppresses what they say.
	 */
	private static List<Throwable> causes(Throwable failure) {
		Set<Throwable> causes = new LinkedHashSet<>();
		Deque<Throwable> open = new ArrayDeque<>(List.of(failure));
		while (!open.isEmpty()) {
			Throwable next = open.removeLast();
			if (causes.add(next)) {
				open.addAll(List.of(next.getSuppressed()));
				Optional.ofNullable(next.getCause()).ifPresent(open::add);
			}
		}
		List<Throwable> innermostFirst = new ArrayList<>(causes);
		Collections.reverse(innermostFirst);
		return innermostFirst;
	}

}
