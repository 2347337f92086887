package io.clusterboot.messaging.stomp;

import java.lang.reflect.Type;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.boot.websocket.autoconfigure.servlet.WebSocketMessagingAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.converter.SimpleMessageConverter;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.messaging.simp.annotation.SendToUser;
import org.springframework.messaging.simp.broker.SimpleBrokerMessageHandler;
import org.springframework.messaging.simp.config.ChannelRegistration;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.messaging.simp.stomp.StompFrameHandler;
import org.springframework.messaging.simp.stomp.StompHeaders;
import org.springframework.messaging.simp.stomp.StompSession;
import org.springframework.messaging.simp.stomp.StompSessionHandlerAdapter;
import org.springframework.messaging.support.ExecutorChannelInterceptor;
import org.springframework.stereotype.Controller;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.messaging.WebSocketStompClient;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;

/**
 * An application as the guides of Spring show it, with clients that are connected to it.
 */
final class StompWorker implements AutoCloseable {

	private static final long TIMEOUT_SECONDS = 20;

	private final ConfigurableApplicationContext context;

	private final WebSocketStompClient stomp = new WebSocketStompClient(new StandardWebSocketClient());

	private final List<Client> clients = new ArrayList<>();

	private StompWorker(ConfigurableApplicationContext context) {
		this.context = context;
		this.stomp.setMessageConverter(new SimpleMessageConverter());
	}

	static StompWorker start(FakeMessaging messaging) {
		ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.SERVLET)
			.properties("server.port=0", "cluster.workers=3", "spring.main.banner-mode=off")
			.initializers((created) -> created.getBeanFactory().registerSingleton("messaging", messaging))
			.run();
		messaging.join(context.getBean(StompRelay.class));
		return new StompWorker(context);
	}

	SimpMessagingTemplate template() {
		return this.context.getBean(SimpMessagingTemplate.class);
	}

	Client connect(String user) {
		try {
			String uri = "ws://127.0.0.1:%s/stomp?%s"
				.formatted(this.context.getEnvironment().getProperty("local.server.port"), user);
			StompSession session = this.stomp.connectAsync(uri, new StompSessionHandlerAdapter() {
			}).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
			Client client = new Client(session, this.context.getBean(Subscriptions.class));
			this.clients.add(client);
			return client;
		}
		catch (InterruptedException | ExecutionException | TimeoutException ex) {
			throw new IllegalStateException("No client connected", ex);
		}
	}

	/**
	 * The session of who has subscribed last under that name.
	 */
	String sessionOf(String user) {
		return this.context.getBean(Subscriptions.class).sessions.get(user);
	}

	void disconnectAll() {
		this.clients.forEach((client) -> client.session.disconnect());
		this.clients.clear();
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * What a client got.
	 */
	record Received(String destination, @Nullable String contentType, StompHeaders headers, byte[] payload) {

		String text() {
			return new String(this.payload);
		}

	}

	/**
	 * A client of this worker.
	 */
	static final class Client {

		private final StompSession session;

		private final Subscriptions subscriptions;

		private final List<Received> received = new CopyOnWriteArrayList<>();

		Client(StompSession session, Subscriptions subscriptions) {
			this.session = session;
			this.subscriptions = subscriptions;
		}

		Client subscribe(String destination) {
			this.session.subscribe(destination, new StompFrameHandler() {

				@Override
				public Type getPayloadType(StompHeaders headers) {
					return byte[].class;
				}

				@Override
				public void handleFrame(StompHeaders headers, @Nullable Object payload) {
					String contentType = headers.getFirst(StompHeaders.CONTENT_TYPE);
					Client.this.received.add(new Received(String.valueOf(headers.getDestination()), contentType,
							headers, (payload instanceof byte[] bytes) ? bytes : new byte[0]));
				}

			});
			this.subscriptions.awaitOne();
			return this;
		}

		void send(String destination, String text) {
			this.session.send(destination, text.getBytes());
		}

		void send(StompHeaders headers, byte[] payload) {
			this.session.send(headers, payload);
		}

		List<Received> received() {
			return List.copyOf(this.received);
		}

		List<String> texts() {
			return this.received.stream().map(Received::text).toList();
		}

	}

	/**
	 * Tells when the broker knows of a subscription, and refuses what is forbidden.
	 */
	static final class Subscriptions implements ExecutorChannelInterceptor {

		private final Semaphore known = new Semaphore(0);

		private final Map<String, String> sessions = new ConcurrentHashMap<>();

		void awaitOne() {
			try {
				if (!this.known.tryAcquire(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
					throw new IllegalStateException("The broker does not know of the subscription");
				}
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

		@Override
		public @Nullable Message<?> preSend(Message<?> message, MessageChannel channel) {
			SimpMessageHeaderAccessor headers = SimpMessageHeaderAccessor.wrap(message);
			return (headers.getMessageType() == SimpMessageType.MESSAGE
					&& "/topic/forbidden".equals(headers.getDestination())) ? null : message;
		}

		@Override
		public void afterMessageHandled(Message<?> message, MessageChannel channel, MessageHandler handler,
				@Nullable Exception failure) {
			SimpMessageHeaderAccessor headers = SimpMessageHeaderAccessor.wrap(message);
			if (handler instanceof SimpleBrokerMessageHandler && headers.getMessageType() == SimpMessageType.SUBSCRIBE
					&& !String.valueOf(headers.getDestination()).startsWith("/user/")) {
				this.sessions.put((headers.getUser() != null) ? headers.getUser().getName() : "nobody",
						String.valueOf(headers.getSessionId()));
				this.known.release();
			}
		}

	}

	/**
	 * Answers in two ways.
	 */
	@Controller
	static class Answers {

		@MessageMapping("/said")
		@SendTo("/topic/said")
		String said(String text) {
			return text + "!";
		}

		@MessageMapping("/everywhere")
		@SendToUser("/queue/answers")
		String everywhere(String text) {
			return "everywhere " + text;
		}

		@MessageMapping("/here")
		@SendToUser(destinations = "/queue/answers", broadcast = false)
		String here(String text) {
			return "here " + text;
		}

	}

	/**
	 * The application.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableWebSocketMessageBroker
	@ImportAutoConfiguration({ TomcatServletWebServerAutoConfiguration.class, DispatcherServletAutoConfiguration.class,
			WebMvcAutoConfiguration.class, WebSocketMessagingAutoConfiguration.class,
			ClusterStompAutoConfiguration.class })
	static class Application implements WebSocketMessageBrokerConfigurer {

		private final Subscriptions subscriptions = new Subscriptions();

		@Bean
		Subscriptions subscriptions() {
			return this.subscriptions;
		}

		@Bean
		Answers answers() {
			return new Answers();
		}

		@Override
		public void registerStompEndpoints(StompEndpointRegistry registry) {
			registry.addEndpoint("/stomp").setHandshakeHandler(new NamedByQuery());
			registry.setPreserveReceiveOrder(true);
		}

		@Override
		public void configureMessageBroker(MessageBrokerRegistry registry) {
			registry.enableSimpleBroker("/topic", "/queue");
			registry.setApplicationDestinationPrefixes("/app");
			registry.setPreservePublishOrder(true);
			registry.configureBrokerChannel().interceptors(this.subscriptions);
		}

		@Override
		public void configureClientInboundChannel(ChannelRegistration registration) {
			registration.interceptors(this.subscriptions);
		}

	}

	/**
	 * Lets clients say who they are.
	 */
	static final class NamedByQuery extends DefaultHandshakeHandler {

		@Override
		protected @Nullable Principal determineUser(ServerHttpRequest request, WebSocketHandler handler,
				Map<String, Object> attributes) {
			String name = request.getURI().getQuery();
			return name.equals("nobody") ? null : () -> name;
		}

	}

}
