package io.clusterboot.cache;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.clusterboot.cache.CacheWorker.Book;
import io.clusterboot.redis.RealRedis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import org.springframework.cache.Cache;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link SharedCache} in several workers with one Redis.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SharedCacheTests {

	private static final Book BOOK = new Book("A book", 100);

	private RealRedis redis;

	private List<CacheWorker> workers;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	@BeforeAll
	void start() {
		this.redis = RealRedis.start();
		this.workers = Stream.generate(() -> CacheWorker.start(this.redis.url())).limit(4).toList();
	}

	@AfterAll
	void stop() throws IOException {
		this.threads.shutdownNow();
		this.workers.forEach(CacheWorker::close);
		this.redis.close();
	}

	@BeforeEach
	void clear() {
		this.workers.forEach((worker) -> worker.books().clear());
	}

	@Test
	void twoHundredMissesOfOneKeyOnFourWorkersComputeOnce() throws Exception {
		for (int round = 0; round < 5; round++) {
			assertComputedOnce("stampede-" + round);
		}
	}

	private void assertComputedOnce(String key) throws Exception {
		AtomicInteger computed = new AtomicInteger();
		CountDownLatch go = new CountDownLatch(1);
		CountDownLatch ready = new CountDownLatch(200);
		List<Future<Object>> results = new ArrayList<>();
		for (int index = 0; index < 200; index++) {
			CacheWorker worker = this.workers.get(index % 4);
			results.add(this.threads.submit(() -> {
				ready.countDown();
				go.await();
				return worker.load(key, () -> slowly(computed));
			}));
		}
		ready.await();
		go.countDown();
		for (Future<Object> result : results) {
			assertThat(result.get(10, TimeUnit.SECONDS)).isEqualTo(BOOK);
		}
		assertThat(computed).hasValue(1);
	}

	private static Book slowly(AtomicInteger computed) throws InterruptedException {
		computed.incrementAndGet();
		TimeUnit.MILLISECONDS.sleep(200);
		return BOOK;
	}

	@Test
	void workerThatDiedWhileItComputedIsReplacedWithinThreeSeconds() {
		StringRedisTemplate template = this.workers.get(0).bean(StringRedisTemplate.class);
		template.opsForValue().set("shop:lock:shop:cache:books:orphan", "of a dead worker", RedisLeases.TERM);
		long start = System.nanoTime();
		assertThat(this.workers.get(1).<Book>load("orphan", () -> BOOK)).isEqualTo(BOOK);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofSeconds(2),
				Duration.ofMillis(3500));
	}

	@Test
	void leaseIsRenewedForAsLongAsTheEntryIsComputed() throws Exception {
		CountDownLatch done = new CountDownLatch(1);
		Future<Book> first = this.threads.submit(() -> this.workers.get(0).load("long", () -> {
			done.await();
			return BOOK;
		}));
		StringRedisTemplate template = this.workers.get(1).bean(StringRedisTemplate.class);
		String lock = "shop:lock:shop:cache:books:long";
		await().until(() -> template.hasKey(lock));
		long start = System.nanoTime();
		await().until(() -> System.nanoTime() - start > RedisLeases.TERM.plusMillis(500).toNanos());
		assertThat(template.hasKey(lock)).isTrue();
		done.countDown();
		assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(BOOK);
		assertThat(template.hasKey(lock)).isFalse();
	}

	@Test
	void failureOfALoaderGoesToTheCaller() {
		assertThatExceptionOfType(Cache.ValueRetrievalException.class)
			.isThrownBy(() -> this.workers.get(0).load("broken", failing()))
			.withRootCauseInstanceOf(IOException.class);
		assertThat(this.workers.get(1).<Book>load("broken", () -> BOOK)).isEqualTo(BOOK);
	}

	private static Callable<Book> failing() {
		return () -> {
			throw new IOException("no database");
		};
	}

	@Test
	void whatCannotBeReadIsComputedAgain() {
		StringRedisTemplate template = this.workers.get(0).bean(StringRedisTemplate.class);
		template.opsForValue().set("shop:cache:books:old", "[\"io.clusterboot.cache.Forgotten\",{}]");
		assertThat(this.workers.get(0).read("old")).isNull();
		assertThat(this.workers.get(0).<Book>load("old", () -> BOOK)).isEqualTo(BOOK);
		assertThat(this.workers.get(1).read("old")).isEqualTo(BOOK);
	}

	@Test
	void requestsAreServedWhileRedisIsAwayAndCachesRecoverByThemselves() {
		CacheWorker worker = this.workers.get(0);
		this.redis.kill();
		try {
			assertServedWithoutRedis(worker);
			assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> worker.books().evict(1));
			assertThatExceptionOfType(DataAccessException.class).isThrownBy(() -> worker.books().clear());
		}
		finally {
			this.redis.startAgain();
		}
		assertRecovered();
	}

	@Test
	void pausedRedisCostsOneTimeoutASecondHoweverManyAsk() throws Exception {
		CacheWorker worker = this.workers.get(0);
		this.redis.pause();
		try {
			assertServedWithoutRedis(worker);
			long start = System.nanoTime();
			for (int index = 0; index < 1000; index++) {
				worker.read(index);
			}
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(2500));
			assertServedConcurrently(worker);
		}
		finally {
			this.redis.resume();
		}
		assertRecovered();
	}

	private void assertServedConcurrently(CacheWorker worker) throws Exception {
		AtomicInteger computed = new AtomicInteger();
		List<Future<Object>> results = IntStream.range(0, 20)
			.mapToObj((index) -> this.threads.<Object>submit(() -> worker.load("away", () -> slowly(computed))))
			.toList();
		for (Future<Object> result : results) {
			assertThat(result.get(5, TimeUnit.SECONDS)).isEqualTo(BOOK);
		}
		assertThat(computed).hasValueLessThan(20);
	}

	private static void assertServedWithoutRedis(CacheWorker worker) {
		long start = System.nanoTime();
		assertThat(worker.read(1)).isNull();
		worker.books().put(1, BOOK);
		assertThat(worker.books().putIfAbsent(1, BOOK)).isNull();
		assertThat(worker.<Book>load(1, () -> BOOK)).isEqualTo(BOOK);
		assertThat(worker.books().retrieve(1)).succeedsWithin(Duration.ofSeconds(3)).isNull();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
	}

	private void assertRecovered() {
		await().atMost(Duration.ofSeconds(20)).until(() -> this.workers.stream().allMatch((worker) -> {
			worker.books().put("back", BOOK);
			return BOOK.equals(worker.read("back"));
		}));
	}

	@Test
	void laterValuesAreStoredAndRead() {
		Cache books = this.workers.get(0).books();
		assertThat(books.retrieve("later", () -> CompletableFuture.completedFuture(BOOK)))
			.succeedsWithin(Duration.ofSeconds(5))
			.isEqualTo(BOOK);
		assertThat(this.workers.get(1).read("later")).isEqualTo(BOOK);
	}

}
