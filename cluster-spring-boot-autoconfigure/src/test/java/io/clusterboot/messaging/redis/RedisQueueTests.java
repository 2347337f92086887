package io.clusterboot.messaging.redis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.clusterboot.messaging.Parcel;
import io.clusterboot.redis.RealRedis;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link RedisQueue}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisQueueTests {

	private static final Duration TAKEOVER = Duration.ofMillis(100);

	private static final Duration PATIENCE = Duration.ofMillis(50);

	private final QueueKeys keys = QueueKeys.of("shop", "jobs", false);

	private final RedisQueue first = new RedisQueue(this.keys, "first", TAKEOVER);

	private final RedisQueue second = new RedisQueue(this.keys, "second", TAKEOVER);

	private RealRedis redis;

	private LettuceConnectionFactory factory;

	private RedisClients clients;

	private Line line;

	private RedisCommands<byte[], byte[]> commands;

	@BeforeAll
	void start() {
		this.redis = RealRedis.start();
		this.factory = new LettuceConnectionFactory("127.0.0.1", this.redis.port());
		this.factory.afterPropertiesSet();
		this.factory.start();
		this.clients = new RedisClients(this.factory);
		this.line = new Line(this.clients, System::nanoTime);
		this.commands = ((StatefulRedisConnection<byte[], byte[]>) this.clients.connect()).sync();
	}

	@AfterAll
	void stop() throws IOException {
		this.clients.stop();
		this.factory.destroy();
		this.redis.close();
	}

	@BeforeEach
	void flush() {
		this.commands.flushall();
	}

	@Test
	void messageComesBackAsItWasAdded() {
		add("{}");
		Job job = take(this.first);
		assertThat(job.attempt()).isEqualTo(1);
		assertThat(job.parcel()).satisfies((parcel) -> {
			assertThat(parcel.publisher()).isEqualTo("1-a");
			assertThat(parcel.number()).isEqualTo(7);
			assertThat(parcel.content()).asString().isEqualTo("{}");
		});
		assertThat(this.second.take(this.line, PATIENCE)).isNull();
		this.first.finish(this.line, job);
		assertThat(length("shop:queue:jobs")).isZero();
	}

	@Test
	void whatIsKeptIsNotTakenOver() {
		add("{}");
		Job job = take(this.first);
		await().pollInterval(Duration.ofMillis(10)).during(TAKEOVER.multipliedBy(5)).until(() -> {
			this.first.keep(this.line, List.of(job.id()));
			return this.second.takeOver(this.line) == null;
		});
		await().until(() -> this.second.takeOver(this.line) != null);
	}

	@Test
	void whatHasBeenTakenOverIsOutOfReachOfItsFormerWorker() {
		add("{}");
		Job job = take(this.first);
		Job taken = takeOver(this.second);
		assertThat(taken.id()).isEqualTo(job.id());
		assertThat(taken.attempt()).isEqualTo(2);
		this.first.keep(this.line, List.of(job.id()));
		assertThat(this.first.retry(this.line, job)).isFalse();
		this.first.layAside(this.line, job, "no");
		assertThat(length("shop:queue:jobs:dead")).isZero();
		assertThat(this.second.retry(this.line, taken)).isTrue();
		this.second.layAside(this.line, taken, "yes");
		assertThat(length("shop:queue:jobs:dead")).isOne();
		assertThat(length("shop:queue:jobs")).isZero();
	}

	@Test
	void attemptsAreCountedAcrossWorkers() {
		add("{}");
		Job job = take(this.first);
		assertThat(this.first.retry(this.line, job)).isTrue();
		assertThat(takeOver(this.second).attempt()).isEqualTo(3);
	}

	@Test
	void whatIsGivenBackIsTakenAtOnce() {
		RedisQueue patient = new RedisQueue(this.keys, "first", Duration.ofHours(1));
		RedisQueue other = new RedisQueue(this.keys, "second", Duration.ofHours(1));
		add("{}");
		Job job = take(patient);
		assertThat(other.takeOver(this.line)).isNull();
		patient.giveBack(this.line, job);
		assertThat(other.takeOver(this.line)).isNotNull();
	}

	@Test
	void entryThatSomebodyDeletedIsForgotten() {
		add("{}");
		Job job = take(this.first);
		this.commands.xdel(bytes("shop:queue:jobs"), job.id());
		await().until(() -> {
			assertThat(this.second.takeOver(this.line)).isNull();
			return this.commands.xpending(bytes("shop:queue:jobs"), bytes("workers")).getCount() == 0;
		});
	}

	@Test
	void workerThatHasEndedIsForgottenWhenNothingOfItIsLeft() {
		add("{}");
		take(this.first);
		this.second.finish(this.line, takeOver(this.second));
		await().until(() -> {
			assertThat(this.second.takeOver(this.line)).isNull();
			this.second.take(this.line, PATIENCE);
			return !this.commands.xinfoConsumers(bytes("shop:queue:jobs"), bytes("workers"))
				.stream()
				.map((consumer) -> new String((byte[]) ((List<?>) consumer).get(1), StandardCharsets.UTF_8))
				.toList()
				.contains("first");
		});
	}

	@Test
	void workerThatLeavesIsForgottenUnlessItHasSomething() {
		add("{}");
		Job job = take(this.first);
		this.first.leave(this.line);
		assertThat(consumers()).isOne();
		this.first.finish(this.line, job);
		this.first.leave(this.line);
		assertThat(consumers()).isZero();
	}

	@Test
	void keysOfAQueueAreOnOneNodeOfACluster() {
		assertThat(QueueKeys.of("shop", "jobs", true))
			.isEqualTo(new QueueKeys("{shop:queue:jobs}", "{shop:queue:jobs}:dead"));
	}

	private void add(String content) {
		this.line.ask((redis) -> this.first.add(redis, new Parcel("1-a", 7, bytes(content))));
	}

	private Job take(RedisQueue queue) {
		Job job = queue.take(this.line, PATIENCE);
		assertThat(job).isNotNull();
		return job;
	}

	private Job takeOver(RedisQueue queue) {
		return await().until(() -> queue.takeOver(this.line), (job) -> job != null);
	}

	private long length(String key) {
		return this.commands.xlen(bytes(key));
	}

	private int consumers() {
		return this.commands.xinfoConsumers(bytes("shop:queue:jobs"), bytes("workers")).size();
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
