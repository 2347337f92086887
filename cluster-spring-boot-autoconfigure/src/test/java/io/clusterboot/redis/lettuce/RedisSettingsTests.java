package io.clusterboot.redis.lettuce;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

import io.clusterboot.redis.RealRedis;
import net.bytebuddy.ByteBuddy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RedisSettings}.
 */
class RedisSettingsTests {

	@ParameterizedTest
	@ValueSource(strings = { "url=redis://somewhere", "host=somewhere", "port=6380", "username=me", "password=secret",
			"sentinel.master=main", "sentinel.nodes[0]=a:1", "cluster.nodes=a:1,b:2", "cluster.max-redirects=3",
			"masterreplica.nodes=a:1", "ssl.enabled=true", "ssl.bundle=mine" })
	void isConfiguredByEachPropertyThatTellsWhere(String property) {
		String[] parts = property.split("=");
		assertThat(RedisSettings.configured(with("spring.data.redis." + parts[0], parts[1]))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "SPRING_DATA_REDIS_HOST", "SPRING_DATA_REDIS_SENTINEL_MASTER",
			"SPRING_DATA_REDIS_CLUSTER_NODES", "SPRING_DATA_REDIS_SSL_ENABLED" })
	void isConfiguredByAnEnvironmentVariable(String variable) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment", Map.of(variable, "true")));
		assertThat(RedisSettings.configured(environment)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "timeout=5s", "connect-timeout=5s", "client-name=shop", "database=3",
			"lettuce.pool.enabled=true", "repositories.enabled=false", "url=", "host=" })
	void isNotConfiguredByWhatDoesNotTellWhere(String property) {
		String[] parts = property.split("=", 2);
		assertThat(RedisSettings.configured(with("spring.data.redis." + parts[0], parts[1]))).isFalse();
	}

	@Test
	void isNotConfiguredByNothing() {
		assertThat(RedisSettings.configured(new MockEnvironment())).isFalse();
	}

	@Test
	void isConfiguredByDockerComposeUnlessThatIsOff() {
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		thread.setContextClassLoader(new ByteBuddy().subclass(Object.class)
			.name("org.springframework.boot.docker.compose.core.RunningService")
			.make()
			.load(before)
			.getLoaded()
			.getClassLoader());
		try {
			assertThat(RedisSettings.configured(new MockEnvironment())).isTrue();
			assertThat(RedisSettings.configured(with("spring.docker.compose.enabled", "false"))).isFalse();
		}
		finally {
			thread.setContextClassLoader(before);
		}
	}

	@Test
	void answersWhereSomebodyListens() throws IOException {
		try (RealRedis redis = RealRedis.start()) {
			InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), redis.port());
			assertThat(RedisSettings.answers(address)).isTrue();
			redis.stop();
			assertThat(RedisSettings.answers(address)).isFalse();
		}
	}

	private static MockEnvironment with(String name, String value) {
		return new MockEnvironment().withProperty(name, value);
	}

}
