package io.clusterboot.bootstrap;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

import io.clusterboot.ClusterProperties.Embedded;
import io.clusterboot.bootstrap.ClusterRedis.Presence;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link RedisChoice}.
 */
@ExtendWith(OutputCaptureExtension.class)
class RedisChoiceTests {

	private static final String REASON = "it ended with exit code 127: libssl.so.3: cannot open shared object file";

	private Embedded embedded = Embedded.AUTO;

	private boolean isConfigured;

	private boolean isLibraryPresent = true;

	private boolean defaultAddressAnswers;

	private int starts;

	@Test
	void autoWhenTheApplicationSaysWhereRedisIsStartsNone() throws Exception {
		this.isConfigured = true;
		assertThat(start()).isEqualTo(Presence.CONFIGURED);
		assertThat(this.starts).isZero();
	}

	@Test
	void autoWhenTheLibraryIsMissingStartsNone(CapturedOutput output) throws Exception {
		this.isLibraryPresent = false;
		assertThat(start()).isEqualTo(Presence.ABSENT);
		assertThat(this.starts).isZero();
		assertThat(output).containsOnlyOnce("There is no Redis: sessions and caches stay local to each worker")
			.contains("spring.data.redis.url")
			.contains("com.github.codemonstur:embedded-redis");
	}

	@Test
	void autoWhenItDoesNotRunSaysWhyAndWhatElseThereIs(CapturedOutput output) throws Exception {
		assertThat(start()).isEqualTo(Presence.ABSENT);
		assertThat(this.starts).isOne();
		assertThat(output).contains("WARN")
			.contains(REASON)
			.contains("install a redis-server or run one in a container, and set spring.data.redis.url")
			.contains("cluster.redis.embedded=off");
	}

	@Test
	void offStartsNone() throws Exception {
		this.embedded = Embedded.OFF;
		assertThat(start()).isEqualTo(Presence.ABSENT);
		assertThat(this.starts).isZero();
	}

	@Test
	void redisWhereSpringBootLooksForItIsUsed(CapturedOutput output) throws Exception {
		this.embedded = Embedded.OFF;
		this.defaultAddressAnswers = true;
		assertThat(start()).isEqualTo(Presence.CONFIGURED);
		assertThat(output).doesNotContain("There is no Redis");
	}

	@Test
	void onWhenItDoesNotRunIsRefused() {
		this.embedded = Embedded.ON;
		FailureAnalysis analysis = refusal(() -> choice().start(Path.of("none")));
		assertThat(analysis.getDescription()).startsWith("cluster.redis.embedded=on is not possible").contains(REASON);
		assertThat(analysis.getAction()).contains("spring.data.redis.url");
	}

	@Test
	void onWhenTheApplicationSaysWhereRedisIsIsRefused() {
		this.embedded = Embedded.ON;
		this.isConfigured = true;
		FailureAnalysis analysis = refusal(() -> choice().check());
		assertThat(analysis.getDescription()).startsWith("cluster.redis.embedded=on contradicts")
			.contains("spring.data.redis.*");
		assertThat(analysis.getAction()).contains("to auto");
	}

	@Test
	void onWhenTheLibraryIsMissingIsRefused() {
		this.embedded = Embedded.ON;
		this.isLibraryPresent = false;
		FailureAnalysis analysis = refusal(() -> choice().check());
		assertThat(analysis.getDescription()).contains("com.github.codemonstur:embedded-redis");
		assertThat(analysis.getAction()).startsWith("Add the dependency com.github.codemonstur:embedded-redis");
	}

	@Test
	void checkWhenItIsNoMustAcceptsEverything() {
		this.isConfigured = true;
		this.isLibraryPresent = false;
		assertThatCode(() -> choice().check()).doesNotThrowAnyException();
		this.embedded = Embedded.OFF;
		assertThatCode(() -> choice().check()).doesNotThrowAnyException();
	}

	@Test
	void presenceIsToldToWorkers() {
		assertThat(ClusterRedis.absent().variables()).containsOnly(Map.entry("CLUSTER_WORKER_REDIS", "absent"));
		assertThat(ClusterRedis.properties(ClusterRedis.configured().variables()))
			.containsOnly(Map.entry("cluster.worker.redis", "configured"));
	}

	private static FailureAnalysis refusal(ThrowingCallable action) {
		InvalidClusterConfigurationException exception = catchThrowableOfType(
				InvalidClusterConfigurationException.class, action);
		assertThat(exception).isNotNull();
		return new InvalidClusterConfigurationFailureAnalyzer().analyze(exception, exception);
	}

	private Presence start() throws InterruptedException {
		return choice().start(Path.of("none")).presence();
	}

	private RedisChoice choice() {
		return new RedisChoice(this.embedded, this.isConfigured, this.isLibraryPresent, (directory) -> {
			this.starts++;
			throw new IOException(REASON);
		}, () -> this.defaultAddressAnswers);
	}

}
