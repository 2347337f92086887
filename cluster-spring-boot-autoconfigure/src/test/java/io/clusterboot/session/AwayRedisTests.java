package io.clusterboot.session;

import java.time.Duration;
import java.util.List;
import java.util.Properties;

import io.clusterboot.redis.RealRedis;
import io.clusterboot.session.SessionWorker.Browser;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;
import org.springframework.data.redis.serializer.RedisSerializer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of sessions when Redis is away, or was written by others.
 */
@ExtendWith(OutputCaptureExtension.class)
class AwayRedisTests {

	private static final String INDEXED = "spring.session.data.redis.repository-type=indexed";

	@Test
	void startWhenRedisIsDownHearsEventsOnceItIsThere(CapturedOutput output) throws Exception {
		try (RealRedis redis = RealRedis.start()) {
			redis.stop();
			try (SessionWorker worker = SessionWorker.start(redis, INDEXED)) {
				assertThat(output).contains("the end of sessions is not heard of until it can");
				assertThat(isListening(worker)).isFalse();
				redis.startAgain();
				Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> isListening(worker));
				assertThat(notifications(worker)).contains("x");
				assertThat(worker.post(new Browser(), "/cart", "article", "tea")).startsWith("200 [Article");
			}
		}
	}

	@Test
	void requestWhenRedisGoesAwayIsAnswered503UntilItIsBack(CapturedOutput output) throws Exception {
		Browser browser = new Browser();
		try (RealRedis redis = RealRedis.start(); SessionWorker worker = SessionWorker.start(redis)) {
			worker.post(browser, "/cart", "article", "tea");
			redis.stop();
			assertThat(worker.get(browser, "/cart")).startsWith("503");
			assertThat(worker.post(browser, "/cart", "article", "milk")).startsWith("503");
			assertThat(output).contains("Requests that need their session are answered 503")
				.doesNotContain("Servlet.service()");
			redis.startAgain();
			Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> worker.get(browser, "/cart").contains("tea"));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "json", "jdk" })
	void serializationWhenChangedGivesAFreshSession(String before, CapturedOutput output) throws Exception {
		String after = before.equals("json") ? "jdk" : "json";
		Browser browser = new Browser();
		try (RealRedis redis = RealRedis.start()) {
			try (SessionWorker worker = SessionWorker.start(redis, INDEXED, "shop.single=true",
					"cluster.session.serialization=" + before)) {
				worker.post(browser, "/login", "username", "ann", "password", "secret");
				assertThat(worker.post(browser, "/cart", "article", "tea")).startsWith("200 [Article");
				assertThat(worker.get(browser, "/account")).startsWith("200 ann Street of ann");
			}
			try (SessionWorker worker = SessionWorker.start(redis, INDEXED, "shop.single=true",
					"cluster.session.serialization=" + after)) {
				assertThat(worker.get(browser, "/cart")).isEqualTo("200 []");
				worker.post(browser, "/login", "username", "ann", "password", "secret");
				assertThat(worker.post(browser, "/cart", "article", "milk")).startsWith("200 [Article[name=milk");
				assertThat(worker.get(browser, "/account")).startsWith("200 ann Street of ann");
			}
		}
		assertThat(output).contains("A session cannot be read, so its user gets a fresh one");
	}

	@Test
	void repositoryWhenItIsTheDefaultOneIsLenient(CapturedOutput output) throws Exception {
		Browser browser = new Browser();
		try (RealRedis redis = RealRedis.start(); SessionWorker worker = SessionWorker.start(redis)) {
			worker.post(browser, "/cart", "article", "tea");
			try (RedisConnection connection = worker.context().getBean(RedisConnectionFactory.class).getConnection()) {
				byte[] key = connection.keyCommands().keys("*".getBytes()).iterator().next();
				connection.hashCommands()
					.hSet(key, "sessionAttr:other".getBytes(), RedisSerializer.java().serialize(List.of(1L)));
				assertThat(worker.post(browser, "/cart", "article", "milk")).contains("tea", "milk");
				assertThat(connection.hashCommands().hExists(key, "sessionAttr:other".getBytes())).isTrue();
				connection.hashCommands().hSet(key, "creationTime".getBytes(), RedisSerializer.java().serialize(1L));
				assertThat(worker.get(browser, "/cart")).isEqualTo("200 []");
			}
		}
		assertThat(output).contains("Attribute 'other' of a session cannot be read", "gets a fresh one: creationTime");
	}

	private static boolean isListening(SessionWorker worker) {
		return worker.context().getBean(SessionEvents.CONTAINER, RedisMessageListenerContainer.class).isListening();
	}

	private static String notifications(SessionWorker worker) {
		try (RedisConnection connection = worker.context().getBean(RedisConnectionFactory.class).getConnection()) {
			Properties properties = connection.serverCommands().getConfig("notify-keyspace-events");
			return String.valueOf(properties);
		}
	}

}
