package io.clusterboot.redis.lettuce;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.stream.Stream;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Whether an application says where its Redis is.
 */
/*
 * The master asks, too: no type of a Redis client may be seen here.
 */
public final class RedisSettings {

	private static final String PREFIX = "spring.data.redis.";

	private static final String DOCKER_COMPOSE = "org.springframework.boot.docker.compose.core.RunningService";

	private static final InetSocketAddress DEFAULT_ADDRESS = new InetSocketAddress("localhost", 6379);

	private static final int PATIENCE_MILLIS = 200;

	private RedisSettings() {
	}

	/**
	 * Return whether something of the configuration says where Redis is: a property, or
	 * Docker Compose, which may bring one.
	 * @param environment the configuration
	 * @return whether it is said
	 */
	public static boolean configured(Environment environment) {
		Binder binder = Binder.get(environment);
		return Stream.of("url", "host", "port", "username", "password").anyMatch((name) -> hasText(binder, name))
				|| Stream.of("sentinel", "cluster", "masterreplica", "ssl").anyMatch((group) -> hasAny(binder, group))
				|| mayComeFromDockerCompose(binder);
	}

	private static boolean hasText(Binder binder, String name) {
		return StringUtils.hasText(binder.bind(PREFIX + name, String.class).orElse(""));
	}

	private static boolean hasAny(Binder binder, String group) {
		return binder.bind(PREFIX + group, Bindable.mapOf(String.class, String.class)).isBound();
	}

	private static boolean mayComeFromDockerCompose(Binder binder) {
		return ClassUtils.isPresent(DOCKER_COMPOSE, null)
				&& binder.bind("spring.docker.compose.enabled", Boolean.class).orElse(true);
	}

	/**
	 * Return whether somebody listens where Redis is when nothing is said.
	 * @return whether a connection is accepted
	 */
	public static boolean defaultAddressAnswers() {
		return answers(DEFAULT_ADDRESS);
	}

	static boolean answers(InetSocketAddress address) {
		try (Socket socket = new Socket()) {
			socket.connect(address, PATIENCE_MILLIS);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

}
