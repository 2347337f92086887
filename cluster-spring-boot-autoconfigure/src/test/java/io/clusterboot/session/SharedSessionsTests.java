package io.clusterboot.session;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import io.clusterboot.redis.RealRedis;
import io.clusterboot.session.SessionWorker.Browser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.serializer.RedisSerializer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of sessions that two workers share.
 */
@ExtendWith(OutputCaptureExtension.class)
class SharedSessionsTests {

	private static RealRedis redis;

	private static SessionWorker one;

	private static SessionWorker other;

	private final Browser browser = new Browser();

	@BeforeAll
	static void start() {
		redis = RealRedis.start();
		String[] properties = { "spring.session.data.redis.repository-type=indexed", "shop.single=true",
				"shop.remember=true" };
		one = SessionWorker.start(redis, properties);
		other = SessionWorker.start(redis, properties);
	}

	@AfterAll
	static void stop() throws Exception {
		one.close();
		other.close();
		redis.close();
	}

	@Test
	void loginIsKnownToTheOther() {
		assertThat(one.get(this.browser, "/account")).startsWith("302 /sign-in");
		assertThat(other.post(this.browser, "/login", "username", "ann", "password", "secret"))
			.startsWith("302 /account");
		assertThat(one.get(this.browser, "/account")).isEqualTo("200 ann Street of ann WebAuthenticationDetails");
		assertThat(one.post(this.browser, "/logout")).startsWith("302 /bye");
		assertThat(other.get(this.browser, "/account")).startsWith("302 /sign-in");
	}

	@Test
	void failureOfALoginIsShownByTheOther() {
		assertThat(one.post(this.browser, "/login", "username", "ann", "password", "wrong"))
			.startsWith("302 /sign-in?error");
		assertThat(other.get(this.browser, "/sign-in")).isEqualTo("200 BadCredentialsException");
		assertThat(one.post(this.browser, "/login", "username", "locked", "password", "secret"))
			.startsWith("302 /sign-in?error");
		assertThat(other.get(this.browser, "/sign-in")).isEqualTo("200 LockedException");
	}

	@Test
	void secondLoginExpiresTheFirstWithTheOther() {
		Browser second = new Browser();
		one.post(this.browser, "/login", "username", "bob", "password", "secret");
		assertThat(other.get(this.browser, "/account")).startsWith("200 bob");
		other.post(second, "/login", "username", "bob", "password", "secret");
		assertThat(one.get(this.browser, "/account")).startsWith("200 This session has been expired");
		assertThat(one.get(second, "/account")).startsWith("200 bob");
	}

	@Test
	void rememberedUserIsKnownToTheOther() {
		one.post(this.browser, "/login", "username", "cid", "password", "secret", "remember-me", "on");
		this.browser.forget("SESSION");
		assertThat(other.get(this.browser, "/account")).startsWith("200 cid Street of cid");
		assertThat(one.get(this.browser, "/account")).startsWith("200 cid Street of cid");
	}

	@Test
	void cartIsKnownToTheOther() {
		one.post(this.browser, "/cart", "article", "tea");
		assertThat(other.post(this.browser, "/cart", "article", "milk"))
			.isEqualTo("200 [Article[name=tea, price=5], Article[name=milk, price=5]]");
		assertThat(one.get(this.browser, "/cart"))
			.isEqualTo("200 [Article[name=tea, price=5], Article[name=milk, price=5]]");
	}

	@Test
	void attributesOfARedirectAndBeansOfTheSessionAreKnownToTheOther() {
		assertThat(one.get(this.browser, "/visits")).isEqualTo("200 1");
		assertThat(one.post(this.browser, "/order")).startsWith("302 /ordered");
		assertThat(other.get(this.browser, "/ordered")).isEqualTo("200 Article[name=ordered, price=7]");
		assertThat(other.get(this.browser, "/ordered")).isEqualTo("200 null");
		assertThat(other.get(this.browser, "/visits")).isEqualTo("200 2");
	}

	@Test
	void untrustedAttributeFailsAtOnceAndSaysWhy(CapturedOutput output) {
		one.post(this.browser, "/cart", "article", "tea");
		assertThat(one.post(this.browser, "/handler")).startsWith("500");
		assertThat(output).contains("java.util.logging.Logger is not a trusted class")
			.contains("cluster.trusted-packages");
	}

	@Test
	void unreadableAttributeIsLeftOutAndStays(CapturedOutput output) {
		one.post(this.browser, "/cart", "article", "tea");
		Map<String, byte[]> unreadable = Map.of("garbage", bytes("payload-of-garbage"), "gone",
				bytes("{\"@class\":\"" + getClass().getPackageName() + ".shop.Gone\",\"a\":\"payload-of-gone\"}"),
				"evil", bytes("[\"java.util.logging.FileHandler\",\"payload-of-evil\"]"), "jdk",
				RedisSerializer.java().serialize(List.of("payload-of-jdk")));
		unreadable.forEach((name, value) -> set("sessionAttr:" + name, value));
		assertThat(other.get(this.browser, "/attributes")).isEqualTo("200 [cart]");
		assertThat(other.post(this.browser, "/cart", "article", "milk")).startsWith("200 [Article[name=tea");
		assertThat(other.get(this.browser, "/attributes")).isEqualTo("200 [cart]");
		unreadable.forEach((name, value) -> {
			assertThat(read("sessionAttr:" + name)).isEqualTo(value);
			assertThat(output.toString().split("Attribute '" + name + "' of a session cannot be read")).hasSize(2);
		});
		assertThat(output).contains("shop.Gone is unknown or not trusted", "java.util.logging.FileHandler is unknown");
		assertSecret(output);
	}

	@Test
	void sessionWhoseTimesAreUnreadableIsAFreshOne(CapturedOutput output) {
		one.post(this.browser, "/cart", "article", "tea");
		set("creationTime", RedisSerializer.java().serialize(5L));
		assertThat(other.get(this.browser, "/cart")).isEqualTo("200 []");
		assertThat(output).contains("A session cannot be read, so its user gets a fresh one: creationTime: ");
		other.post(this.browser, "/cart", "article", "milk");
		set("lastAccessedTime", bytes("\"payload-of-time\""));
		assertThat(one.get(this.browser, "/cart")).isEqualTo("200 []");
		assertSecret(output);
	}

	private void assertSecret(CapturedOutput output) {
		assertThat(output).doesNotContain("payload-of", id());
	}

	private void set(String field, byte[] value) {
		try (RedisConnection connection = connection()) {
			connection.hashCommands().hSet(key(), bytes(field), value);
		}
	}

	private byte[] read(String field) {
		try (RedisConnection connection = connection()) {
			return connection.hashCommands().hGet(key(), bytes(field));
		}
	}

	private static RedisConnection connection() {
		return one.context().getBean(RedisConnectionFactory.class).getConnection();
	}

	private byte[] key() {
		return bytes("spring:session:sessions:" + id());
	}

	private String id() {
		return new String(java.util.Base64.getDecoder().decode(this.browser.cookie("SESSION")), StandardCharsets.UTF_8);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
