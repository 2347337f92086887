package io.clusterboot.messaging;

import io.clusterboot.ClusterMessaging;
import io.micrometer.core.instrument.binder.MeterBinder;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of the {@link ClusterMessaging} an application can have injected,
 * and of the listeners it declares.
 */
/*
 * Also in an application that is not clustered: there, messages stay within it.
 */
@AutoConfiguration
@ConditionalOnClass(JsonMapper.class)
public final class ClusterMessagingAutoConfiguration {

	@Bean
	MessageExchange clusterMessageExchange(ObjectProvider<Transport> transport, ObjectProvider<JsonMapper> mapper,
			Environment environment) {
		return new MessageExchange(transport.getIfAvailable(), mapper.getIfAvailable(JsonMapper::new), environment);
	}

	@Bean
	@ConditionalOnMissingBean
	ClusterMessaging clusterMessaging(MessageExchange exchange) {
		return exchange.messaging();
	}

	@Bean
	MessageStatistics clusterMessageStatistics() {
		return new MessageStatistics();
	}

	@Bean
	Listening clusterListening(MessageExchange exchange, MessageStatistics statistics,
			ConfigurableListableBeanFactory beanFactory) {
		return exchange.listening(beanFactory, statistics);
	}

	/**
	 * Metrics, where there are any.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterBinder.class)
	static class MetricsConfiguration {

		@Bean
		MessageMetrics clusterMessageMetrics(MessageStatistics statistics) {
			return new MessageMetrics(statistics);
		}

	}

}
