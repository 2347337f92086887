package io.clusterboot.redis.lettuce;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.health.DataRedisHealthContributorAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.health.DataRedisReactiveHealthContributorAutoConfiguration;
import org.springframework.boot.session.data.redis.autoconfigure.SessionDataRedisAutoConfiguration;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.caffeine.CaffeineCacheManager;
import org.springframework.cache.concurrent.ConcurrentMapCache;
import org.springframework.cache.support.SimpleCacheManager;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RedisPresenceFilter}.
 */
class RedisPresenceFilterTests {

	private static final String ABSENT = "--cluster.worker.redis=absent";

	private static final Class<?>[] LEFT_OUT = { SessionDataRedisAutoConfiguration.class,
			DataRedisHealthContributorAutoConfiguration.class,
			DataRedisReactiveHealthContributorAutoConfiguration.class };

	@Test
	void leavesOutSessionsAndHealthWhereRedisIsAbsent() {
		try (ConfigurableApplicationContext context = run(Plain.class, ABSENT)) {
			for (Class<?> leftOut : LEFT_OUT) {
				assertThat(context.getBeanNamesForType(leftOut)).as(leftOut.getName()).isEmpty();
			}
			assertThat(context.getBeanNamesForType(DataRedisAutoConfiguration.class)).hasSize(1);
			assertThat(context.getBean(CacheManager.class)).isInstanceOf(CaffeineCacheManager.class);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "--cluster.worker.redis=configured", "--cluster.worker.redis=embedded",
			"--spring.data.redis.host=somewhere" })
	void keepsAllWhereThereIsRedis(String argument) {
		try (ConfigurableApplicationContext context = run(Plain.class, argument)) {
			assertKept(context);
			assertThat(context.getBean(CacheManager.class)).isInstanceOf(RedisCacheManager.class);
		}
	}

	@Test
	void keepsAllWhileProcessedAheadOfTime() {
		try (ConfigurableApplicationContext context = run(Plain.class, ABSENT, "--spring.aot.processing=true")) {
			assertKept(context);
		}
	}

	@ParameterizedTest
	@ValueSource(classes = { OwnFactory.class, OwnDetails.class })
	void keepsAllWhereTheApplicationDeclaresItsRedis(Class<?> application) {
		try (ConfigurableApplicationContext context = run(application, ABSENT)) {
			assertKept(context);
			assertThat(context.getBean(CacheManager.class)).isInstanceOf(RedisCacheManager.class);
		}
	}

	@Test
	void leavesTheCacheWhereTheApplicationPutsIt() {
		try (ConfigurableApplicationContext context = run(Plain.class, ABSENT, "--spring.cache.type=redis")) {
			assertThat(context.getBean(CacheManager.class)).isInstanceOf(RedisCacheManager.class);
		}
		try (ConfigurableApplicationContext context = run(OwnCache.class, ABSENT)) {
			assertThat(context.getBean(CacheManager.class)).isInstanceOf(SimpleCacheManager.class);
		}
	}

	private static void assertKept(ConfigurableApplicationContext context) {
		assertThat(context.getBeanNamesForType(SessionDataRedisAutoConfiguration.class)).hasSize(1);
		assertThat(context.getBeanNamesForType(DataRedisReactiveHealthContributorAutoConfiguration.class)).hasSize(1);
	}

	private static ConfigurableApplicationContext run(Class<?> source, String... arguments) {
		SpringApplication application = new SpringApplication(source);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setDefaultProperties(Map.of("spring.main.banner-mode", "off"));
		return application.run(arguments);
	}

	/**
	 * An application that declares nothing.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableCaching
	static class Plain {

	}

	/**
	 * An application with a connection factory of its own.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableCaching
	static class OwnFactory {

		@Bean
		LettuceConnectionFactory redisConnectionFactory() {
			return new LettuceConnectionFactory(new RedisStandaloneConfiguration("somewhere"));
		}

	}

	/**
	 * An application that tells where Redis is by a bean.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableCaching
	static class OwnDetails {

		@Bean
		DataRedisConnectionDetails details() {
			return new DataRedisConnectionDetails() {

				@Override
				public Standalone getStandalone() {
					return Standalone.of("somewhere", 6379);
				}

			};
		}

	}

	/**
	 * An application with a cache of its own.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableCaching
	static class OwnCache {

		@Bean
		Cache fruits() {
			return new ConcurrentMapCache("fruits");
		}

	}

}
