package io.clusterboot.messaging.stomp;

import java.util.UUID;

import io.clusterboot.ClusterMessaging;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.messaging.simp.broker.AbstractBrokerMessageHandler;
import org.springframework.messaging.simp.broker.SimpleBrokerMessageHandler;
import org.springframework.messaging.simp.config.AbstractMessageBrokerConfiguration;
import org.springframework.messaging.simp.user.UserDestinationResolver;

/**
 * Auto-configuration that lets STOMP messages reach the subscribers of all workers.
 */
/*
 * Which broker there is is asked when the bean is made: Spring declares both kinds, and
 * one of them turns out to be none. With an external broker there is nothing to do.
 */
@AutoConfiguration(afterName = "io.clusterboot.messaging.ClusterMessagingAutoConfiguration")
@ConditionalOnClass(AbstractMessageBrokerConfiguration.class)
@ConditionalOnProperty(prefix = "cluster", name = "workers")
@ConditionalOnBooleanProperty(name = "cluster.enabled", matchIfMissing = true)
@ConditionalOnBean({ AbstractMessageBrokerConfiguration.class, ClusterMessaging.class })
public final class ClusterStompAutoConfiguration {

	@Bean
	@Nullable StompRelay clusterStompRelay(@Qualifier("simpleBrokerMessageHandler") @Nullable AbstractBrokerMessageHandler simple,
			@Qualifier("stompBrokerRelayMessageHandler") @Nullable AbstractBrokerMessageHandler external,
			UserDestinationResolver users, ClusterMessaging messaging) {
		if (external == null && simple instanceof SimpleBrokerMessageHandler broker) {
			return new StompRelay(broker, users, messaging, UUID.randomUUID().toString());
		}
		return null;
	}

}
