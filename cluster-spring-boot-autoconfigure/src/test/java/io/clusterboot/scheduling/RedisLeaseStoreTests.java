package io.clusterboot.scheduling;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.clusterboot.TaskState;
import io.clusterboot.redis.RealRedis;
import io.clusterboot.scheduling.LeaseStore.Answer;
import io.clusterboot.scheduling.LeaseStore.Outcome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link RedisLeaseStore} with a real Redis.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisLeaseStoreTests {

	private static final Duration LEASE = Duration.ofSeconds(1);

	private static final String TASKS = "{shop:leader}:tasks";

	private static final TaskState MAIL = new TaskState("mail", Instant.parse("2025-01-01T03:00:00.123Z"), false);

	private static final TaskState IMPORT = new TaskState("import", null, false);

	private RealRedis redis;

	private RedisClients clients;

	private StringRedisTemplate template;

	@BeforeAll
	void start() {
		this.redis = RealRedis.start();
		this.clients = new RedisClients(this.redis);
		this.template = new StringRedisTemplate(this.clients.open());
		awaitReadiness();
	}

	/*
	 * A Redis that has just been started gives no lease.
	 */
	private void awaitReadiness() {
		RedisLeaseStore any = store("any", "any");
		await().atMost(Duration.ofSeconds(10)).until(() -> any.take(0, false).outcome() == Outcome.HELD);
	}

	@AfterAll
	void stop() throws IOException {
		this.clients.close();
		this.redis.close();
	}

	@BeforeEach
	void flush() {
		this.template.getConnectionFactory().getConnection().serverCommands().flushAll();
	}

	@Test
	void leaseIsOfOneHostAtATime() {
		assertThat(store("one", "a").take(0, false)).isEqualTo(held(1));
		assertThat(store("other", "b").take(0, false).outcome()).isEqualTo(Outcome.REFUSED);
		assertThat(store("one", "a").take(1, false)).isEqualTo(held(1));
		assertThat(this.template.opsForValue().get("shop:leader")).isEqualTo("one/a");
		assertThat(this.template.getExpire("shop:leader")).isBetween(0L, 1L);
	}

	@Test
	void masterWhoseNameBeginsAlikeIsAnother() {
		store("one", "a").take(0, false);
		assertThat(store("on", "a").take(0, false).outcome()).isEqualTo(Outcome.REFUSED);
		assertThat(store("one1", "a").take(0, false).outcome()).isEqualTo(Outcome.REFUSED);
	}

	@Test
	void nextLeaderOfTheSameHostTakesItOverAtOnce() {
		RedisLeaseStore former = store("one", "a");
		former.take(0, false);
		former.keep(Map.of("mail", MAIL));
		assertThat(store("one", "b").take(0, false)).isEqualTo(held(2));
		assertThat(former.take(1, false).outcome()).isEqualTo(Outcome.HANDED_OVER);
		former.release();
		former.keep(Map.of("mail", IMPORT));
		assertThat(this.template.opsForValue().get("shop:leader")).isEqualTo("one/b");
		assertThat(this.template.opsForHash().get(TASKS, "mail")).isEqualTo("2025-01-01T03:00:00.123Z");
	}

	@Test
	void releasedLeaseIsFreeAndTheTermGrows() {
		RedisLeaseStore one = store("one", "a");
		one.take(0, false);
		one.release();
		assertThat(store("other", "b").take(0, false)).isEqualTo(held(2));
	}

	@Test
	void whoWasThereBeforeGetsTheTasksAndWhoWasNotForgetsThem() {
		RedisLeaseStore one = store("one", "a");
		one.take(0, false);
		one.keep(Map.of("mail", MAIL, "import", IMPORT));
		one.release();
		RedisLeaseStore other = store("other", "b");
		assertThat(other.take(0, true).tasks()).containsExactlyInAnyOrder(MAIL, IMPORT);
		assertThat(other.take(2, true).tasks()).as("a renewal").isEmpty();
		assertThat(this.template.getExpire(TASKS)).isBetween(3500L, 3600L);
		other.release();
		assertThat(store("third", "c").take(0, false).tasks()).isEmpty();
		assertThat(this.template.hasKey(TASKS)).isFalse();
	}

	@Test
	void unreadableTaskIsNew() {
		RedisLeaseStore one = store("one", "a");
		one.take(0, false);
		one.keep(Map.of("import", IMPORT));
		this.template.opsForHash().put(TASKS, "mail", "tomorrow");
		one.release();
		assertThat(store("other", "b").take(0, true).tasks()).containsExactly(IMPORT);
	}

	@Test
	void holderRenewsWhatRedisHasLost() {
		RedisLeaseStore one = store("one", "a");
		this.template.opsForValue().set("{shop:leader}:term", "41");
		assertThat(one.take(0, false)).isEqualTo(held(42));
		flush();
		assertThat(one.take(42, false)).isEqualTo(held(42));
		one.release();
		assertThat(store("other", "b").take(0, false)).isEqualTo(held(43));
	}

	@Test
	void lateRenewalAfterAnotherHostHasLedIsANewTerm() {
		RedisLeaseStore one = store("one", "a");
		one.take(0, false);
		one.release();
		RedisLeaseStore other = store("other", "b");
		other.take(0, false);
		other.release();
		assertThat(one.take(1, false)).isEqualTo(held(3));
	}

	@Test
	void redisThatHasJustStartedGivesItOnlyToWhoHoldsItAnyway() {
		RedisLeaseStore one = store("one", "a");
		one.take(0, false);
		flush();
		this.redis.kill();
		this.redis.startAgain();
		RedisLeaseStore other = store("other", "b");
		await().atMost(Duration.ofSeconds(1))
			.ignoreExceptions()
			.untilAsserted(() -> assertThat(other.take(0, false).outcome()).isEqualTo(Outcome.TOO_EARLY));
		assertThat(one.take(1, false)).isEqualTo(held(1));
		assertThat(other.take(0, false).outcome()).isEqualTo(Outcome.REFUSED);
		one.release();
		awaitReadiness();
	}

	private static Answer held(long term) {
		return new Answer(Outcome.HELD, term, List.of());
	}

	private RedisLeaseStore store(String master, String worker) {
		return new RedisLeaseStore(this.clients.open(), "shop", master, worker, LEASE);
	}

}
