package io.clusterboot.bootstrap;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;

import io.clusterboot.ClusterProperties.Embedded;
import io.clusterboot.bootstrap.InvalidClusterConfigurationException.Violation;
import io.clusterboot.redis.RedisLibrary;
import io.clusterboot.redis.RedisServer;
import io.clusterboot.redis.lettuce.RedisSettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;

/**
 * Decides which Redis the workers use: that of the application, one that the master
 * starts, or none.
 */
final class RedisChoice {

	private static final Log logger = LogFactory.getLog(RedisChoice.class);

	private static final String LIBRARY = "com.github.codemonstur:embedded-redis";

	private static final String PROPERTY = "cluster.redis.embedded";

	private final Embedded embedded;

	private final boolean isConfigured;

	private final boolean isLibraryPresent;

	private final ServerStart start;

	private final BooleanSupplier defaultAddressAnswers;

	RedisChoice(Environment environment, Embedded embedded) {
		this(embedded, RedisSettings.configured(environment), RedisLibrary.isPresent(), RedisServer::start,
				RedisSettings::defaultAddressAnswers);
	}

	RedisChoice(Embedded embedded, boolean isConfigured, boolean isLibraryPresent, ServerStart start,
			BooleanSupplier defaultAddressAnswers) {
		this.embedded = embedded;
		this.isConfigured = isConfigured;
		this.isLibraryPresent = isLibraryPresent;
		this.start = start;
		this.defaultAddressAnswers = defaultAddressAnswers;
	}

	/**
	 * Refuse what cannot be.
	 * @throws InvalidClusterConfigurationException if a Redis of our own is a must and
	 * cannot be
	 */
	void check() {
		if (this.embedded == Embedded.ON && this.isConfigured) {
			throw refused(
					"contradicts the rest of the configuration, which says where Redis is (spring.data.redis.*, "
							+ "or Docker Compose)",
					"Set " + PROPERTY + " to auto, or remove what is set below spring.data.redis.", null);
		}
		if (this.embedded == Embedded.ON && !this.isLibraryPresent) {
			throw refused("needs a library that is not on the class path, " + LIBRARY,
					"Add the dependency " + LIBRARY + ", or set " + PROPERTY + " to auto or off.", null);
		}
	}

	/**
	 * Start a Redis, if one has to be.
	 * @param directory where its files are to be
	 * @return what workers have
	 * @throws InvalidClusterConfigurationException if a Redis of our own is a must and
	 * does not run
	 * @throws InterruptedException if this thread is interrupted
	 */
	ClusterRedis start(Path directory) throws InterruptedException {
		if (this.isConfigured) {
			return ClusterRedis.configured();
		}
		if (this.embedded != Embedded.OFF && this.isLibraryPresent) {
			try {
				return ClusterRedis.embedded(this.start.in(directory));
			}
			catch (IOException ex) {
				doWithout(ex);
			}
		}
		return theUsual();
	}

	private void doWithout(IOException cause) {
		String fact = "the redis-server of " + LIBRARY + " does not run here: " + cause.getMessage();
		String alternatives = "install a redis-server or run one in a container, and set spring.data.redis.url";
		if (this.embedded == Embedded.ON) {
			throw refused("is not possible, " + fact, "Either make it run (the reason says what is missing), or set "
					+ PROPERTY + " to off and " + alternatives + ".", cause);
		}
		logger.warn("No Redis was started for the workers, " + fact + "; to have one, " + alternatives
				+ "; to go without and not to try, set " + PROPERTY + "=off");
	}

	private ClusterRedis theUsual() {
		if (this.defaultAddressAnswers.getAsBoolean()) {
			return ClusterRedis.configured();
		}
		logger.info("There is no Redis: sessions and caches stay local to each worker; to share them, set "
				+ "spring.data.redis.url, or for development add the dependency " + LIBRARY);
		return ClusterRedis.absent();
	}

	private static InvalidClusterConfigurationException refused(String fact, String remedy, @Nullable Throwable cause) {
		return new InvalidClusterConfigurationException(List.of(new Violation(PROPERTY, "on", fact, remedy)), cause);
	}

	/**
	 * Starts a server.
	 */
	@FunctionalInterface
	interface ServerStart {

		RedisServer in(Path directory) throws IOException, InterruptedException;

	}

}
