package io.clusterboot.scheduling;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

import io.clusterboot.redis.RealRedis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.integration.redis.util.RedisLockRegistry;
import org.springframework.integration.support.locks.DefaultLockRegistry;
import org.springframework.integration.support.locks.LockRegistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ClusterLockAutoConfiguration} and its {@link RenewedLocks}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ClusterLockAutoConfigurationTests {

	private static final Duration EXPIRY = Duration.ofSeconds(1);

	private static final Duration SOON = Duration.ofSeconds(10);

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, ClusterLockAutoConfiguration.class))
		.withPropertyValues("spring.application.name=shop", "cluster.workers=2");

	private RealRedis redis;

	private RedisClients clients;

	private StringRedisTemplate template;

	@BeforeEach
	void start() {
		this.redis = RealRedis.start();
		this.clients = new RedisClients(this.redis);
		this.template = new StringRedisTemplate(this.clients.open());
	}

	@AfterEach
	void stop() throws IOException {
		this.clients.close();
		this.redis.close();
	}

	@Test
	void lockIsKnownToAllWorkers() {
		ApplicationContextRunner worker = this.runner.withPropertyValues("spring.data.redis.url=" + this.redis.url());
		worker.run((one) -> worker.run((other) -> {
			Lock lock = one.getBean(LockRegistry.class).obtain("stock");
			lock.lock();
			assertThat(this.template.getExpire("shop:locks:stock")).isBetween(5L, 10L);
			assertThat(other.getBean(LockRegistry.class).obtain("stock").tryLock()).isFalse();
			lock.unlock();
			assertThat(other.getBean(LockRegistry.class).obtain("stock").tryLock()).isTrue();
			other.getBean(LockRegistry.class).obtain("stock").unlock();
		}));
	}

	@Test
	void nothingIsDoneBeforeItIsUsedOrWhereTheApplicationHasItsOwn() {
		this.runner.withPropertyValues("spring.data.redis.port=1")
			.run((context) -> assertThat(context.getBean(LockRegistry.class).obtain("stock")).isNotNull());
		this.runner.withBean(DefaultLockRegistry.class)
			.run((context) -> assertThat(context).hasSingleBean(LockRegistry.class)
				.doesNotHaveBean(RenewedLocks.class));
		this.runner.withPropertyValues("cluster.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(LockRegistry.class));
	}

	@Test
	void lockIsHeldLongerThanItsExpiryAndFreeAfterItsEnd() {
		try (RenewedLocks one = locks(); RenewedLocks other = locks()) {
			Lock lock = one.obtain("stock");
			lock.lock();
			assertThat(tryLock(other, EXPIRY.multipliedBy(2))).isFalse();
			lock.unlock();
			assertThat(tryLock(other, Duration.ZERO)).isTrue();
		}
	}

	@Test
	void lockThatIsTakenTwiceIsHeldUntilItWasReleasedTwice() {
		try (RenewedLocks one = locks(); RenewedLocks other = locks()) {
			Lock lock = one.obtain("stock");
			lock.lock();
			assertThat(one.obtain("stock").tryLock()).isTrue();
			lock.unlock();
			assertThat(tryLock(other, EXPIRY.multipliedBy(2))).isFalse();
			lock.unlock();
			assertThat(tryLock(other, Duration.ZERO)).isTrue();
		}
	}

	@Test
	void lockOfAWorkerThatIsGoneIsFreeAfterItsExpiry() {
		try (RenewedLocks other = locks()) {
			RenewedLocks gone = locks();
			gone.obtain("stock").lock();
			gone.close();
			assertThat(tryLock(other, Duration.ZERO)).isFalse();
			assertThat(tryLock(other, EXPIRY.multipliedBy(2))).isTrue();
		}
	}

	@Test
	void lockWhoseReleaseFailedIsFreeAfterItsExpiry() {
		try (RenewedLocks one = locks(); RenewedLocks other = locks()) {
			Lock lock = one.obtain("stock");
			lock.lock();
			this.redis.pause();
			assertThatException().isThrownBy(lock::unlock);
			this.redis.resume();
			assertThat(tryLock(other, EXPIRY.multipliedBy(3))).isTrue();
		}
	}

	@Test
	void lockThatWasLostIsToldInTheLog(CapturedOutput output) {
		try (RenewedLocks one = locks()) {
			Lock lock = one.obtain("stock");
			lock.lock();
			this.template.delete("shop:locks:stock");
			await().atMost(SOON).until(() -> output.getOut().contains("The lock 'stock' was lost"));
			assertThatException().isThrownBy(lock::unlock);
			assertThat(tryLock(one, Duration.ZERO)).isTrue();
		}
	}

	@Test
	void lockOfAnotherThreadCannotBeReleased() throws Exception {
		try (RenewedLocks one = locks(); RenewedLocks other = locks()) {
			one.obtain("stock").lock();
			CompletableFuture.runAsync(() -> assertThatIllegalStateException().isThrownBy(one.obtain("stock")::unlock))
				.get(10, TimeUnit.SECONDS);
			assertThat(tryLock(other, EXPIRY.multipliedBy(2))).isFalse();
			one.obtain("stock").unlock();
		}
	}

	private RenewedLocks locks() {
		return new RenewedLocks(new RedisLockRegistry(this.clients.open(), "shop:locks", EXPIRY), EXPIRY);
	}

	private static boolean tryLock(RenewedLocks locks, Duration time) {
		try {
			return locks.obtain("stock").tryLock(time.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
