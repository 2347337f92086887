package io.clusterboot.listen.tomcat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.clusterboot.listen.DrainableServers;
import io.clusterboot.listen.ListenMode;
import io.clusterboot.listen.PortReservation;
import io.clusterboot.listen.ReusePortSocket;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpoint;
import org.apache.coyote.Processor;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.apache.tomcat.websocket.server.WsHttpUpgradeHandler;
import org.apache.tomcat.websocket.server.WsSci;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link OpenWebSockets} in a real Tomcat with a worker's connector.
 */
@Timeout(60)
class OpenWebSocketsTests {

	private static final int GOING_AWAY = 1001;

	/*
	 * As long as a test can be sure that a connection is closed because of its client and
	 * not because the server has lost its patience.
	 */
	private static final Duration SOON = OpenWebSockets.PATIENCE.minusMillis(500);

	private static final Duration IDLE = Duration.ofSeconds(30);

	private final DrainableServers servers = new DrainableServers(ListenMode.REUSE_PORT);

	private PortReservation master;

	private TomcatWebServer webServer;

	@BeforeEach
	void start() throws IOException {
		Echo.reset();
		this.master = PortReservation.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
		TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory();
		factory.setPort(this.master.port());
		factory.setAddress(InetAddress.getLoopbackAddress());
		factory.addContextCustomizers((context) -> context.addServletContainerInitializer(new WsSci(), Set.of()));
		DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
		beans.registerSingleton("servers", this.servers);
		new ClusterConnectorCustomizer(beans.getBeanProvider(DrainableServers.class),
				(address) -> new ReusePortSocket(address.address(), address.backlog()))
			.customize(factory);
		this.webServer = (TomcatWebServer) factory.getWebServer((context) -> {
			// Where nothing is mapped Tomcat asks no filter, not even its own
			context.addServlet("default", new NoServlet()).addMapping("/");
			context.addListener(new Deployment());
		});
		this.webServer.start();
		this.servers.activate();
	}

	@AfterEach
	void stop() {
		Echo.hold.countDown();
		this.webServer.stop();
		this.webServer.destroy();
		this.master.close();
	}

	@Test
	void clientIsToldAndTheConnectionEndsWithItsAnswer() throws Exception {
		Client client = connect();
		client.webSocket.sendText("hello", true).join();
		await().untilAsserted(() -> assertThat(client.received).hasToString("hello"));
		long start = System.nanoTime();
		drain();
		assertThat(client.closed.join()).isEqualTo(GOING_AWAY);
		awaitNoConnection();
		assertThat(since(start)).isLessThan(SOON);
		await().until(() -> Echo.closed.get() == 1);
	}

	@Test
	void manyClientsAreToldAtOnce() throws Exception {
		Client[] clients = new Client[50];
		for (int i = 0; i < clients.length; i++) {
			clients[i] = connect();
		}
		long start = System.nanoTime();
		drain();
		for (Client client : clients) {
			assertThat(client.closed.join()).isEqualTo(GOING_AWAY);
		}
		awaitNoConnection();
		assertThat(since(start)).isLessThan(SOON);
	}

	@Test
	void clientOfASessionOpenedLaterIsToldToo() throws Exception {
		try (RawWebSocket client = new RawWebSocket(this.master.port())) {
			await().until(() -> this.servers.connections() == 2);
			drain();
			client.upgrade();
			await().until(() -> Echo.sessions.size() == 1);
			this.servers.closeIdle(IDLE);
			assertThat(client.readCloseCode()).isEqualTo(GOING_AWAY);
			client.answerClose();
			awaitNoConnection();
		}
	}

	@Test
	void clientThatDoesNotAnswerIsClosedAfterTwoSeconds() throws Exception {
		try (RawWebSocket client = new RawWebSocket(this.master.port())) {
			client.upgrade();
			await().until(() -> Echo.sessions.size() == 1);
			long start = System.nanoTime();
			drain();
			assertThat(client.readCloseCode()).isEqualTo(GOING_AWAY);
			awaitNoConnection();
			assertThat(since(start)).isBetween(OpenWebSockets.PATIENCE, OpenWebSockets.PATIENCE.plusMillis(1500));
			assertThat(client.isClosedByServer()).isTrue();
		}
	}

	@Test
	void clientThatDoesNotAnswerAnEarlierCloseIsClosedAfterTwoSeconds() throws Exception {
		try (RawWebSocket client = new RawWebSocket(this.master.port())) {
			client.upgrade();
			await().until(() -> Echo.sessions.size() == 1);
			Echo.sessions.iterator().next().close();
			assertThat(client.readCloseCode()).isEqualTo(1000);
			long start = System.nanoTime();
			drain();
			awaitNoConnection();
			assertThat(since(start)).isLessThan(OpenWebSockets.PATIENCE.plusMillis(1500));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "big", "later big" })
	void clientThatDoesNotReadIsClosedAfterTwoSecondsAndHoldsNobodyUp(String message) throws Exception {
		try (RawWebSocket client = new RawWebSocket(this.master.port())) {
			client.upgrade();
			client.sendText(message);
			client.awaitBytes();
			long start = System.nanoTime();
			drain();
			assertThat(since(start)).isLessThan(Duration.ofMillis(500));
			awaitNoConnection();
			assertThat(since(start)).isBetween(OpenWebSockets.PATIENCE, OpenWebSockets.PATIENCE.plusMillis(1500));
			assertThat(Echo.sent).failsWithin(Duration.ofSeconds(5));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "big", "later big" })
	void messageThatIsBeingSentIsCompletedFirst(String message) throws Exception {
		try (RawWebSocket client = new RawWebSocket(this.master.port())) {
			client.upgrade();
			client.sendText(message);
			client.awaitBytes();
			drain();
			assertThat(Echo.sent).isNotDone();
			CompletableFuture<Integer> read = CompletableFuture.supplyAsync(client::readMessageLength);
			await().until(() -> {
				this.servers.closeIdle(IDLE);
				return read.isDone();
			});
			assertThat(read.join()).isEqualTo(Echo.BIG);
			assertThat(Echo.sent).isCompleted();
			this.servers.closeIdle(IDLE);
			assertThat(client.readCloseCode()).isEqualTo(GOING_AWAY);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "parts", "later parts" })
	void messageInPartsIsCompletedFirst(String message) throws Exception {
		Client client = connect();
		client.webSocket.sendText(message, true).join();
		await().untilAsserted(() -> assertThat(client.received).hasToString("one "));
		drain();
		this.servers.closeIdle(IDLE);
		assertThat(client.closed).isNotDone();
		Echo.hold.countDown();
		awaitNoConnection();
		assertThat(client.received).hasToString("one two");
		assertThat(client.closed.join()).isEqualTo(GOING_AWAY);
	}

	/*
	 * Whatever Tomcat calls its field one day.
	 */
	@Test
	void clientIsToldWhenTheSessionCannotBeHad() throws Exception {
		Client client = connect();
		this.servers.stopAccepting();
		ClusterHttp11NioProtocol protocol = (ClusterHttp11NioProtocol) this.webServer.getTomcat()
			.getConnector()
			.getProtocolHandler();
		OpenWebSockets webSockets = new OpenWebSockets(null);
		for (SocketWrapperBase<?> connection : protocol.endpoint().getConnections()) {
			// None as long as a thread deals with the upgrade
			Processor processor = await().until(() -> (Processor) connection.getCurrentProcessor(), Objects::nonNull);
			webSockets.upgraded(connection, processor.getUpgradeToken().httpUpgradeHandler());
		}
		webSockets.close();
		assertThat(client.closed.join()).isEqualTo(GOING_AWAY);
		await().untilAsserted(() -> assertThat(this.servers.connections()).isZero());
	}

	@Test
	void protocolWorksWithoutWebSocketsOnTheClassPath() throws Exception {
		ClassLoader loader = new WithoutWebSockets();
		Class<?> protocol = Class.forName(ClusterHttp11NioProtocol.class.getName(), true, loader);
		assertThat(protocol.getClassLoader()).isSameAs(loader);
		assertThatExceptionOfType(ClassNotFoundException.class)
			.isThrownBy(() -> Class.forName(WsHttpUpgradeHandler.class.getName(), false, loader));
		Object instance = protocol.getConstructor().newInstance();
		Method closeIdle = protocol.getDeclaredMethod("closeIdle", Duration.class);
		closeIdle.setAccessible(true);
		closeIdle.invoke(instance, IDLE);
	}

	private void drain() {
		this.servers.stopAccepting();
		this.servers.closeIdle(IDLE);
	}

	/*
	 * A worker that leaves calls again and again as well.
	 */
	private void awaitNoConnection() {
		await().until(() -> {
			this.servers.closeIdle(IDLE);
			return this.servers.connections() == 0;
		});
	}

	private static Duration since(long start) {
		return Duration.ofNanos(System.nanoTime() - start);
	}

	private Client connect() {
		Client client = new Client();
		client.webSocket = HttpClient.newHttpClient()
			.newWebSocketBuilder()
			.buildAsync(URI.create("ws://127.0.0.1:" + this.master.port() + "/echo"), client)
			.join();
		return client;
	}

	/**
	 * Answers nothing.
	 */
	private static final class NoServlet extends HttpServlet {

		private static final long serialVersionUID = 1L;

	}

	/**
	 * Deploys the endpoint after Tomcat's WebSocket support has come up.
	 */
	private static final class Deployment implements ServletContextListener {

		@Override
		public void contextInitialized(ServletContextEvent event) {
			ServerContainer container = (ServerContainer) event.getServletContext()
				.getAttribute(ServerContainer.class.getName());
			try {
				container.addEndpoint(Echo.class);
			}
			catch (DeploymentException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

	/**
	 * Says again what it hears, a lot when it hears "big", in two parts when it hears
	 * "parts", and from another thread when it hears "later".
	 */
	@ServerEndpoint("/echo")
	public static final class Echo {

		private static final int BIG = 32 * 1024 * 1024;

		private static final Set<Session> sessions = ConcurrentHashMap.newKeySet();

		private static final AtomicInteger closed = new AtomicInteger();

		private static CountDownLatch hold;

		private static CompletableFuture<Void> sent;

		private static void reset() {
			sessions.clear();
			closed.set(0);
			hold = new CountDownLatch(1);
			sent = new CompletableFuture<>();
		}

		@OnOpen
		public void open(Session session) {
			sessions.add(session);
		}

		@OnMessage
		public void hear(Session session, String message) {
			if (message.startsWith("later ")) {
				new Thread(() -> answer(session, message.substring(6))).start();
			}
			else {
				answer(session, message);
			}
		}

		private static void answer(Session session, String message) {
			try {
				switch (message) {
					case "big" -> sendBig(session);
					case "parts" -> sendParts(session);
					default -> session.getBasicRemote().sendText(message);
				}
			}
			catch (IOException ex) {
				sent.completeExceptionally(ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

		private static void sendBig(Session session) throws IOException {
			session.getBasicRemote().sendText("x".repeat(BIG));
			sent.complete(null);
		}

		private static void sendParts(Session session) throws IOException, InterruptedException {
			session.getBasicRemote().sendText("one ", false);
			hold.await();
			session.getBasicRemote().sendText("two", true);
		}

		@OnClose
		public void close(CloseReason reason) {
			closed.incrementAndGet();
		}

	}

	/**
	 * A client that answers the close frame, as the JDK's does by itself.
	 */
	private static final class Client implements WebSocket.Listener {

		private final StringBuffer received = new StringBuffer();

		private final CompletableFuture<Integer> closed = new CompletableFuture<>();

		private volatile WebSocket webSocket;

		@Override
		public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
			this.received.append(data);
			webSocket.request(1);
			return null;
		}

		@Override
		public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
			this.closed.complete(statusCode);
			return null;
		}

		@Override
		public void onError(WebSocket webSocket, Throwable error) {
			this.closed.completeExceptionally(error);
		}

	}

	/**
	 * A client that does only what it is told.
	 */
	private static final class RawWebSocket implements AutoCloseable {

		private final Socket socket = new Socket();

		RawWebSocket(int port) throws IOException {
			this.socket.setReceiveBufferSize(16 * 1024);
			this.socket.setSoTimeout(20_000);
			this.socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
		}

		void upgrade() throws IOException {
			this.socket.getOutputStream()
				.write(("GET /echo HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
						+ "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
					.getBytes());
			StringBuilder head = new StringBuilder();
			while (head.indexOf("\r\n\r\n") < 0) {
				head.append((char) this.socket.getInputStream().read());
			}
			assertThat(head).startsWith("HTTP/1.1 101 ");
		}

		/*
		 * Masked with zeros.
		 */
		void sendText(String text) throws IOException {
			send(0x81, text.getBytes());
		}

		void answerClose() throws IOException {
			send(0x88, new byte[] { GOING_AWAY >> 8, (byte) GOING_AWAY });
		}

		private void send(int head, byte[] payload) throws IOException {
			ByteBuffer frame = ByteBuffer.allocate(6 + payload.length);
			frame.put((byte) head).put((byte) (0x80 | payload.length)).putInt(0).put(payload);
			this.socket.getOutputStream().write(frame.array());
		}

		/*
		 * Without reading them.
		 */
		void awaitBytes() {
			await().until(() -> this.socket.getInputStream().available() > 0);
		}

		int readMessageLength() {
			try {
				int length = 0;
				while (true) {
					Frame frame = readFrame();
					length += frame.payload().length;
					if ((frame.head() & 0x80) != 0) {
						return length;
					}
				}
			}
			catch (IOException ex) {
				throw new CompletionException(ex);
			}
		}

		int readCloseCode() throws IOException {
			Frame frame = readFrame();
			assertThat(frame.head()).isEqualTo(0x88);
			return ByteBuffer.wrap(frame.payload()).getShort();
		}

		private Frame readFrame() throws IOException {
			ByteBuffer start = ByteBuffer.wrap(this.socket.getInputStream().readNBytes(2));
			int head = start.get() & 0xff;
			int length = start.get();
			if (length == 126) {
				length = ByteBuffer.wrap(this.socket.getInputStream().readNBytes(2)).getShort() & 0xffff;
			}
			return new Frame(head, this.socket.getInputStream().readNBytes(length));
		}

		boolean isClosedByServer() throws IOException {
			return this.socket.getInputStream().read() < 0;
		}

		@Override
		public void close() throws IOException {
			this.socket.close();
		}

		private record Frame(int head, byte[] payload) {
		}

	}

	/**
	 * A class path without tomcat-embed-websocket, from which the cluster's classes are
	 * loaded anew.
	 */
	private static final class WithoutWebSockets extends FilteredClassLoader {

		WithoutWebSockets() {
			super("org.apache.tomcat.websocket", "jakarta.websocket");
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (!name.startsWith("io.clusterboot.listen.tomcat.")) {
				return super.loadClass(name, resolve);
			}
			Class<?> loaded = findLoadedClass(name);
			return (loaded != null) ? loaded : define(name);
		}

		private Class<?> define(String name) throws ClassNotFoundException {
			try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
				byte[] bytes = in.readAllBytes();
				return defineClass(name, bytes, 0, bytes.length);
			}
			catch (IOException ex) {
				throw new ClassNotFoundException(name, ex);
			}
		}

	}

}
