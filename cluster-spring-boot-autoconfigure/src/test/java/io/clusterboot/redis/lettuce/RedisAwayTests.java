package io.clusterboot.redis.lettuce;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import io.clusterboot.redis.RealRedis;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.data.redis.health.DataRedisReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what a worker does while Redis is away, and when it comes back.
 */
@ExtendWith(OutputCaptureExtension.class)
class RedisAwayTests {

	private static final Duration TWO_SECONDS = Duration.ofSeconds(2);

	private final RealRedis redis = RealRedis.start();

	@AfterEach
	void close() throws IOException {
		this.redis.close();
	}

	@Test
	void workerStartsWithoutRedisAndUsesItWhenItComes(CapturedOutput output) {
		this.redis.stop();
		Clients.of(this.redis).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).containsOnlyOnce("Redis at 127.0.0.1:" + this.redis.port() + " does not answer (");
			allFailWithin(TWO_SECONDS, context);
			allFailWithin(TWO_SECONDS, context);
			this.redis.startAgain();
			worksWithin(Duration.ofSeconds(3), context);
			Awaitility.await().until(() -> output.getOut().contains(this.redis.port() + " answers now"));
			worksWithin(Duration.ofMillis(500), context);
		});
	}

	@Test
	void allCommandsFailTogetherWhileRedisHangsFromTheStart() {
		this.redis.pause();
		Clients.of(this.redis).run((context) -> {
			assertThat(context).hasNotFailed();
			allFailWithin(TWO_SECONDS, context);
			this.redis.resume();
			worksWithin(Duration.ofSeconds(3), context);
		});
	}

	@Test
	void allCommandsFailTogetherWhileRedisHangsLater() {
		Clients.of(this.redis).run((context) -> {
			worksWithin(Duration.ofSeconds(1), context);
			this.redis.pause();
			allFailWithin(TWO_SECONDS, context);
			allFailWithin(TWO_SECONDS, context);
			this.redis.resume();
			worksWithin(Duration.ofSeconds(1), context);
		});
	}

	@Test
	void commandsFailAtOnceWhileRedisIsGoneAndWorkWhenItIsBack() {
		Clients.of(this.redis).run((context) -> {
			for (int i = 0; i < 3; i++) {
				worksWithin(Duration.ofSeconds(3), context);
				this.redis.kill();
				allFailWithin(TWO_SECONDS, context);
				this.redis.startAgain();
			}
			worksWithin(Duration.ofSeconds(3), context);
		});
	}

	@Test
	void healthIsDownSoonWhileRedisHangsAndUpAfterwards() {
		this.redis.pause();
		Clients.of(this.redis).run((context) -> {
			assertThat(health(context)).isEqualTo(Status.DOWN);
			this.redis.resume();
			Awaitility.await().until(() -> health(context).equals(Status.UP));
			this.redis.pause();
			assertThat(health(context)).isEqualTo(Status.DOWN);
		});
	}

	private static Status health(AssertableApplicationContext context) {
		return new DataRedisReactiveHealthIndicator(context.getBean(ReactiveRedisConnectionFactory.class)).health()
			.blockOptional(TWO_SECONDS)
			.orElseThrow()
			.getStatus();
	}

	@Test
	void applicationThatIsNoWorkerDoesNotAsk(CapturedOutput output) {
		this.redis.stop();
		Clients.application().withPropertyValues("spring.data.redis.port=" + this.redis.port()).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).doesNotContain("does not answer");
		});
	}

	private static void worksWithin(Duration time, AssertableApplicationContext context) {
		StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
		Awaitility.await()
			.atMost(time)
			.pollInterval(Duration.ofMillis(20))
			.ignoreExceptions()
			.until(() -> Boolean.TRUE.equals(template.hasKey("there")) || set(template));
	}

	private static boolean set(StringRedisTemplate template) {
		template.opsForValue().set("there", "it is");
		return true;
	}

	private static void allFailWithin(Duration time, AssertableApplicationContext context)
			throws InterruptedException, ExecutionException {
		StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
		ExecutorService threads = Executors.newFixedThreadPool(200);
		try {
			List<Callable<Duration>> calls = IntStream.range(0, 200)
				.mapToObj((i) -> (Callable<Duration>) () -> timeToFail(template))
				.toList();
			Duration longest = Duration.ZERO;
			for (Future<Duration> call : threads.invokeAll(calls)) {
				longest = (call.get().compareTo(longest) > 0) ? call.get() : longest;
			}
			assertThat(longest).isLessThan(time);
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static Duration timeToFail(StringRedisTemplate template) {
		long start = System.nanoTime();
		try {
			template.hasKey("there");
			throw new AssertionError("Redis has answered");
		}
		catch (RuntimeException ex) {
			return Duration.ofNanos(System.nanoTime() - start);
		}
	}

}
