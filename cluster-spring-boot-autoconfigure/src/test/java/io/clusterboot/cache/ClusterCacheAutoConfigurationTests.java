package io.clusterboot.cache;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.clusterboot.cache.CacheWorker.Book;
import io.clusterboot.redis.RealRedis;
import io.lettuce.core.ReadFrom;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.cache.autoconfigure.RedisCacheManagerBuilderCustomizer;
import org.springframework.boot.cache.metrics.CacheMetricsRegistrar;
import org.springframework.boot.cache.metrics.RedisCacheMeterBinderProvider;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientConfigurationBuilderCustomizer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.transaction.TransactionAwareCacheDecorator;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ClusterCacheAutoConfiguration}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(OutputCaptureExtension.class)
class ClusterCacheAutoConfigurationTests {

	private static final Book BOOK = new Book("A book", 100);

	private RealRedis redis;

	private RedisClient client;

	private RedisCommands<String, String> commands;

	private ApplicationContextRunner runner;

	@BeforeAll
	void start() {
		this.redis = RealRedis.start();
		this.client = RedisClient.create(this.redis.url());
		this.commands = this.client.connect().sync();
		this.runner = new ApplicationContextRunner().withConfiguration(CacheWorker.AUTO_CONFIGURATIONS)
			.withUserConfiguration(CacheWorker.CachingConfiguration.class)
			.withPropertyValues(CacheWorker.properties(this.redis.url()));
	}

	@AfterAll
	void stop() throws IOException {
		this.client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
		this.redis.close();
	}

	@BeforeEach
	void flush() {
		this.commands.flushall();
	}

	@Test
	void entryIsJsonUnderAReadableKey() {
		this.runner.run((context) -> {
			books(context).put("isbn-1", BOOK);
			assertThat(redis(context).opsForValue().get("shop:cache:books:isbn-1")).contains("\"title\":\"A book\"")
				.contains("\"pages\":100");
			assertThat(redis(context).getExpire("shop:cache:books:isbn-1")).isEqualTo(-1);
			assertThat(books(context).get("isbn-1", Book.class)).isEqualTo(BOOK);
		});
	}

	@Test
	void propertiesOfSpringBootAreHonoured() {
		this.runner
			.withPropertyValues("spring.cache.redis.time-to-live=60s", "spring.cache.redis.key-prefix=mine-",
					"spring.cache.cache-names=books")
			.run((context) -> {
				books(context).put("isbn-1", BOOK);
				assertThat(redis(context).getExpire("mine-books::isbn-1")).isBetween(55L, 60L);
				assertThat(context.getBean(CacheManager.class).getCache("others")).isNotNull();
			});
		this.runner.withPropertyValues("spring.cache.redis.use-key-prefix=false").run((context) -> {
			books(context).put("isbn-2", BOOK);
			assertThat(redis(context).hasKey("isbn-2")).isTrue();
		});
	}

	@Test
	void namedCachesHaveTheSameDefaults() {
		this.runner.withPropertyValues("spring.cache.cache-names=books", "spring.cache.redis.time-to-live=60s")
			.run((context) -> {
				assertThat(context.getBean(CacheManager.class).getCacheNames()).containsExactly("books");
				books(context).put("isbn-1", BOOK);
				assertThat(redis(context).getExpire("shop:cache:books:isbn-1")).isBetween(55L, 60L);
				assertThat(redis(context).opsForValue().get("shop:cache:books:isbn-1")).contains("A book");
			});
	}

	@Test
	void serializationOfTheApplicationWins() {
		this.runner
			.withBean(RedisCacheConfiguration.class,
					() -> RedisCacheConfiguration.defaultCacheConfig()
						.entryTtl(Duration.ofMinutes(5))
						.prefixCacheNameWith("app-"))
			.run((context) -> {
				books(context).put("isbn-1", "text");
				assertThat(redis(context).opsForValue().get("app-books::isbn-1")).contains("text").contains("\u0000");
				assertThat(books(context)).isInstanceOf(SharedCache.class);
			});
	}

	@Test
	void customizerOfTheApplicationHasTheLastWord() {
		this.runner
			.withBean(RedisCacheManagerBuilderCustomizer.class,
					() -> (builder) -> builder.transactionAware()
						.enableStatistics()
						.withCacheConfiguration("short", builder.cacheDefaults().entryTtl(Duration.ofSeconds(7)))
						.disableCreateOnMissingCache())
			.run((context) -> {
				CacheManager manager = context.getBean(CacheManager.class);
				assertThat(context.getBean(RedisCacheManager.class)).isSameAs(manager);
				assertThat(manager.getCacheNames()).containsExactly("short");
				assertThat(manager.getCache("books")).isNull();
				Cache cache = manager.getCache("short");
				assertThat(cache).isInstanceOfSatisfying(TransactionAwareCacheDecorator.class,
						(decorator) -> assertThat(decorator.getTargetCache()).isInstanceOf(SharedCache.class));
				cache.put("key", BOOK);
				assertThat(redis(context).getExpire("shop:cache:short:key")).isBetween(1L, 7L);
			});
	}

	@Test
	void metricsCountWhatIsFoundNearbyToo() {
		this.runner
			.withPropertyValues("cluster.cache.near=true", "spring.cache.redis.enable-statistics=true",
					"spring.cache.cache-names=books")
			.run((context) -> {
				SimpleMeterRegistry registry = new SimpleMeterRegistry();
				new CacheMetricsRegistrar(registry, List.of(new RedisCacheMeterBinderProvider()))
					.bindCacheToRegistry(books(context));
				books(context).put(1, BOOK);
				await().until(() -> books(context).get(1).get() == books(context).get(1).get());
				double before = registry.get("cache.gets").tag("result", "hit").functionCounter().count();
				assertThat(before).isPositive();
				books(context).get(1);
				assertThat(registry.get("cache.gets").tag("result", "hit").functionCounter().count())
					.isEqualTo(before + 1);
				assertThat(registry.get("cache.puts").functionCounter().count()).isOne();
			});
	}

	@Test
	void annotationsUseIt() {
		this.runner.withBean(Library.class).run((context) -> {
			Library library = context.getBean(Library.class);
			assertThat(library.find("1")).isEqualTo(library.find("1")).isEqualTo(BOOK);
			assertThat(library.findOnce("2")).isEqualTo(library.findOnce("2")).isEqualTo(BOOK);
			assertThat(library.asked()).isEqualTo(2);
			library.sell("1");
			library.find("1");
			assertThat(library.asked()).isEqualTo(3);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "cluster.enabled=false", "spring.cache.type=simple" })
	void cachesAreSpringBootsWhereTheClusterHasNoPart(String property) {
		this.runner.withPropertyValues(property).run((context) -> {
			assertThat(context).doesNotHaveBean(SharedCaches.class).doesNotHaveBean(CacheDefaults.class);
			assertThat(books(context)).isNotInstanceOf(SharedCache.class);
		});
	}

	@Test
	void cacheManagerOfTheApplicationStaysAsItIs() {
		this.runner.withUserConfiguration(OwnManager.class).run((context) -> {
			assertThat(context.getBean(CacheManager.class)).isExactlyInstanceOf(RedisCacheManager.class);
			assertThat(context).doesNotHaveBean(SharedCaches.class);
		});
	}

	@Test
	void applicationStartsWhileRedisIsAway() {
		this.runner.withPropertyValues("spring.data.redis.url=redis://127.0.0.1:1", "cluster.cache.near=true")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(books(context).get("key")).isNull();
				assertThat(books(context).get("key", () -> BOOK)).isEqualTo(BOOK);
			});
	}

	@Test
	void nearCachesStayOffWhereReplicasAreRead(CapturedOutput output) {
		this.runner.withPropertyValues("cluster.cache.near=true")
			.withBean(LettuceClientConfigurationBuilderCustomizer.class,
					() -> (builder) -> builder.readFrom(ReadFrom.REPLICA_PREFERRED))
			.run((context) -> {
				await().until(() -> !context.getBean(Invalidations.class).isRunning());
				assertThat(output).contains("Near caches stay off (cluster.cache.near)").contains("replica");
			});
	}

	@Test
	void nearCachesAreNotUsedForEntriesThatReadingKeepsAlive() {
		this.runner.withPropertyValues("cluster.cache.near=true")
			.withBean(RedisCacheManagerBuilderCustomizer.class,
					() -> (builder) -> builder.withCacheConfiguration("idle",
							builder.cacheDefaults().entryTtl(Duration.ofSeconds(60)).enableTimeToIdle()))
			.run((context) -> {
				await().until(() -> context.getBean(NearCaches.class).trustedAt(System.nanoTime()));
				Cache idle = context.getBean(CacheManager.class).getCache("idle");
				idle.put("key", BOOK);
				assertThat(idle.get("key").get()).isEqualTo(BOOK).isNotSameAs(idle.get("key").get());
			});
	}

	private static Cache books(ApplicationContext context) {
		return context.getBean(CacheManager.class).getCache("books");
	}

	private static StringRedisTemplate redis(ApplicationContext context) {
		return context.getBean(StringRedisTemplate.class);
	}

	/**
	 * An application that makes its own cache manager.
	 */
	@Configuration(proxyBeanMethods = false)
	static class OwnManager {

		@Bean
		RedisCacheManager cacheManager(RedisConnectionFactory connections) {
			return RedisCacheManager.create(connections);
		}

	}

	/**
	 * A part of an application that caches.
	 */
	static class Library {

		private final AtomicInteger asked = new AtomicInteger();

		@Cacheable("books")
		public Book find(String isbn) {
			this.asked.incrementAndGet();
			return BOOK;
		}

		@Cacheable(cacheNames = "books", sync = true)
		public Book findOnce(String isbn) {
			this.asked.incrementAndGet();
			return BOOK;
		}

		@CacheEvict("books")
		public void sell(String isbn) {
		}

		public int asked() {
			return this.asked.get();
		}

	}

}
