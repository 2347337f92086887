package io.clusterboot.messaging;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.clusterboot.ClusterMessaging;
import io.clusterboot.ClusterProperties;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * What sending and receiving have in common.
 */
final class MessageExchange implements DisposableBean {

	private final ClusterProperties.Messaging settings;

	private final MessageJson json;

	private final boolean active;

	private final ExecutorService executor = Executors.newCachedThreadPool(new MessageThreads());

	private final Transport transport;

	private final Runnable firstUse;

	MessageExchange(@Nullable Transport transport, JsonMapper mapper, Environment environment) {
		this.settings = Binder.get(environment).bindOrCreate("cluster.messaging", ClusterProperties.Messaging.class);
		this.json = new MessageJson(mapper, this.settings.maxMessageSize());
		this.active = !environment.containsProperty("cluster.worker.index");
		this.transport = (transport != null) ? transport
				: new LocalTransport(new Attempts(this.settings.maxAttempts()), this.executor);
		this.firstUse = (transport != null) ? () -> {
		} : new Solitude(environment);
	}

	ClusterMessaging messaging() {
		return new Messenger(this.transport, this.json, this.firstUse);
	}

	Listening listening(ConfigurableListableBeanFactory beanFactory, MessageStatistics statistics) {
		return new Listening(this.transport, new ListenerScan(beanFactory, this.json), (topic) -> new TopicFeed(topic,
				statistics, this.executor, this.settings.buffer().toBytes(), System::nanoTime), this.active,
				this.firstUse);
	}

	@Override
	public void destroy() {
		this.executor.shutdown();
	}

}
