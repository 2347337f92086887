package io.clusterboot.messaging.stomp;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.clusterboot.ClusterMessaging;
import io.clusterboot.messaging.ClusterMessagingAutoConfiguration;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.messaging.simp.config.AbstractMessageBrokerConfiguration;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.messaging.support.AbstractSubscribableChannel;
import org.springframework.messaging.tcp.ReconnectStrategy;
import org.springframework.messaging.tcp.TcpConnectionHandler;
import org.springframework.messaging.tcp.TcpOperations;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ClusterStompAutoConfiguration}.
 */
class ClusterStompAutoConfigurationTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(ClusterMessagingAutoConfiguration.class, ClusterStompAutoConfiguration.class))
		.withPropertyValues("cluster.workers=2");

	private final WebApplicationContextRunner simple = this.runner.withUserConfiguration(SimpleBroker.class);

	@Test
	void simpleBrokerIsJoinedWithOthers() {
		this.simple.run((context) -> {
			assertThat(context).hasSingleBean(StompRelay.class);
			assertThat(context.getBean(StompRelay.class).isRunning()).isTrue();
		});
	}

	@Test
	void messageOfAnotherWorkerIsTakenFromTheTopic() {
		this.simple.run((context) -> {
			CompletableFuture<Object> delivered = new CompletableFuture<>();
			MessageHandler handler = (message) -> delivered.complete(message.getPayload());
			context.getBean("brokerChannel", AbstractSubscribableChannel.class).subscribe(handler);
			byte[] payload = "hello".getBytes(StandardCharsets.UTF_8);
			context.getBean(ClusterMessaging.class)
				.publish("cluster.stomp", new RelayedMessages("another",
						List.of(new RelayedMessage("/topic/news", null, null, null, payload))));
			await().until(delivered::isDone);
			assertThat(delivered.join()).isEqualTo(payload);
		});
	}

	@Test
	void lazyApplicationIsJoinedToo() {
		FakeMessaging messaging = new FakeMessaging();
		this.simple.withPropertyValues("spring.main.lazy-initialization=true")
			.withBean("messaging", FakeMessaging.class, () -> messaging)
			.run((context) -> {
				context.getBean("brokerMessagingTemplate", SimpMessagingTemplate.class)
					.convertAndSend("/topic/news", "hello");
				await().until(() -> messaging.published().size() == 1);
			});
	}

	@Test
	void externalBrokerNeedsNoHelp() {
		this.runner.withUserConfiguration(ExternalBroker.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBeansOfType(StompRelay.class)).isEmpty();
		});
	}

	@Test
	void withoutABrokerThereIsNothingToDo() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean("clusterStompRelay"));
		this.runner.withClassLoader(new FilteredClassLoader(AbstractMessageBrokerConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("clusterStompRelay"));
	}

	@Test
	void applicationThatIsNotClusteredHasNobodyToJoin() {
		new WebApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(ClusterMessagingAutoConfiguration.class, ClusterStompAutoConfiguration.class))
			.withUserConfiguration(SimpleBroker.class)
			.run((context) -> assertThat(context).doesNotHaveBean("clusterStompRelay"));
		this.simple.withPropertyValues("cluster.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean("clusterStompRelay"));
	}

	/**
	 * As the guides show it.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableWebSocketMessageBroker
	static class SimpleBroker implements WebSocketMessageBrokerConfigurer {

		@Override
		public void registerStompEndpoints(StompEndpointRegistry registry) {
			registry.addEndpoint("/stomp");
		}

		@Override
		public void configureMessageBroker(MessageBrokerRegistry registry) {
			registry.enableSimpleBroker("/topic");
		}

	}

	/**
	 * With a broker that is a server of its own.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableWebSocketMessageBroker
	static class ExternalBroker implements WebSocketMessageBrokerConfigurer {

		@Override
		public void registerStompEndpoints(StompEndpointRegistry registry) {
			registry.addEndpoint("/stomp");
		}

		@Override
		public void configureMessageBroker(MessageBrokerRegistry registry) {
			registry.enableStompBrokerRelay("/topic").setTcpClient(new NoConnection());
		}

	}

	/**
	 * A connection that is never made.
	 */
	static final class NoConnection implements TcpOperations<byte[]> {

		@Override
		public CompletableFuture<Void> connectAsync(TcpConnectionHandler<byte[]> handler) {
			return new CompletableFuture<>();
		}

		@Override
		public CompletableFuture<Void> connectAsync(TcpConnectionHandler<byte[]> handler, ReconnectStrategy strategy) {
			return new CompletableFuture<>();
		}

		@Override
		public CompletableFuture<Void> shutdownAsync() {
			return CompletableFuture.completedFuture(null);
		}

	}

}
