package io.clusterboot.session;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

import io.clusterboot.ClusterProperties.Serialization;
import io.clusterboot.json.TrustedJson;
import jakarta.servlet.DispatcherType;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.BasicPolymorphicTypeValidator;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.serializer.JdkSerializationRedisSerializer;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.session.config.SessionRepositoryCustomizer;
import org.springframework.session.data.redis.RedisIndexedSessionRepository;
import org.springframework.session.data.redis.RedisSessionRepository;
import org.springframework.session.web.http.SessionRepositoryFilter;
import org.springframework.util.ClassUtils;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Auto-configuration of sessions in Redis that survive a change of their classes.
 */
/*
 * Which serialization it is is asked when the bean is made: conditions are frozen when an
 * application is processed ahead of time.
 */
@AutoConfiguration(
		beforeName = "org.springframework.boot.session.data.redis.autoconfigure.SessionDataRedisAutoConfiguration")
@ConditionalOnClass({ RedisSessionRepository.class, RedisSerializer.class, JsonMapper.class })
@ConditionalOnProperty(prefix = "cluster", name = "workers")
@ConditionalOnBooleanProperty(name = "cluster.enabled", matchIfMissing = true)
public final class ClusterSessionAutoConfiguration {

	private static final Duration RETRY = Duration.ofSeconds(1);

	private final LenientSessionMapper mapper = new LenientSessionMapper(new UnreadableLog(Clock.systemUTC()));

	@Bean
	@ConditionalOnMissingBean(name = "springSessionDefaultRedisSerializer")
	RedisSerializer<Object> springSessionDefaultRedisSerializer(ConfigurableListableBeanFactory beanFactory,
			Environment environment) {
		Serialization serialization = Binder.get(environment)
			.bind("cluster.session.serialization", Serialization.class)
			.orElse(Serialization.JSON);
		return new LenientSerializer(switch (serialization) {
			case JSON -> json(beanFactory, environment);
			case JDK -> new JdkSerializationRedisSerializer(beanFactory.getBeanClassLoader());
		});
	}

	private static RedisSerializer<Object> json(ConfigurableListableBeanFactory beanFactory, Environment environment) {
		ClassLoader loader = beanFactory.getBeanClassLoader();
		BasicPolymorphicTypeValidator.Builder validator = BasicPolymorphicTypeValidator.builder();
		List<JacksonModule> modules = new ArrayList<>();
		if (isPresent("org.springframework.web.servlet.FlashMap", loader)) {
			modules.add(new WebModule(validator));
		}
		if (isPresent("org.springframework.security.jackson.SecurityJacksonModules", loader)) {
			modules.addAll(SecurityModules.with(validator, loader));
		}
		return TrustedJson.of(beanFactory, environment).with(modules, validator.build());
	}

	private static boolean isPresent(String className, @Nullable ClassLoader loader) {
		return ClassUtils.isPresent(className, loader);
	}

	@Bean
	SessionRepositoryCustomizer<RedisSessionRepository> clusterSessionCustomizer() {
		return (repository) -> repository.setRedisSessionMapper(this.mapper);
	}

	@Bean
	SessionRepositoryCustomizer<RedisIndexedSessionRepository> clusterIndexedSessionCustomizer() {
		return (repository) -> repository.setRedisSessionMapper(this.mapper);
	}

	@Bean
	static SessionEvents clusterSessionEvents() {
		return new SessionEvents(RETRY);
	}

	/**
	 * What becomes of requests whose session cannot be had.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = Type.SERVLET)
	@ConditionalOnClass({ FilterRegistrationBean.class, OncePerRequestFilter.class })
	static class ServletConfiguration {

		/*
		 * Around the filter of Spring Session, wherever the application has put that.
		 */
		@Bean
		FilterRegistrationBean<SessionAwayFilter> clusterSessionAwayFilter(Environment environment) {
			FilterRegistrationBean<SessionAwayFilter> registration = new FilterRegistrationBean<>(
					new SessionAwayFilter(System::nanoTime));
			registration.setOrder(environment.getProperty("spring.session.servlet.filter-order", Integer.class,
					SessionRepositoryFilter.DEFAULT_ORDER) - 1);
			registration
				.setDispatcherTypes(EnumSet.of(DispatcherType.ASYNC, DispatcherType.ERROR, DispatcherType.REQUEST));
			return registration;
		}

	}

}
