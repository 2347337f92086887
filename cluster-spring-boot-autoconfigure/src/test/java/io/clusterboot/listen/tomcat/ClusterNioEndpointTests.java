package io.clusterboot.listen.tomcat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

import io.clusterboot.listen.DrainableServers;
import io.clusterboot.listen.ListenMode;
import io.clusterboot.listen.PortReservation;
import io.clusterboot.listen.ReusePortSocket;
import io.clusterboot.listen.WorkerSocket;
import io.clusterboot.listen.tomcat.ClusterConnectorCustomizer.ListenAddress;
import io.clusterboot.listen.tomcat.RawClient.Answer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.coyote.http2.Http2Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Shutdown;
import org.springframework.boot.web.server.WebServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ClusterNioEndpoint} in a real Tomcat, as Spring Boot makes it.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class ClusterNioEndpointTests {

	private final DrainableServers servers = new DrainableServers(ListenMode.REUSE_PORT);

	private final GatedServlet servlet = new GatedServlet();

	private final TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory();

	private PortReservation master;

	private WebServer webServer;

	@BeforeEach
	void reservePort() throws IOException {
		this.master = PortReservation.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
		this.factory.setPort(this.master.port());
		this.factory.setAddress(InetAddress.getLoopbackAddress());
	}

	@AfterEach
	void stop(CapturedOutput output) {
		this.servlet.open.countDown();
		if (this.webServer != null) {
			this.webServer.stop();
			this.webServer.destroy();
		}
		this.master.close();
		assertThat(output).doesNotContain("ERROR", "SEVERE");
	}

	@Test
	void nothingIsAcceptedBeforeActivate() throws IOException {
		start();
		assertThat(this.webServer.getPort()).isEqualTo(this.master.port());
		assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> connect().close());
		this.servers.activate();
		try (RawClient client = connect()) {
			assertThat(client.get("/hello").body()).isEqualTo("/hello");
		}
	}

	@Test
	void keepAliveWorksWhileAccepting() throws IOException {
		startAndActivate();
		try (RawClient client = connect()) {
			assertThat(client.get("/1").closesConnection()).isFalse();
			assertThat(client.get("/2").closesConnection()).isFalse();
		}
	}

	@Test
	void keptConnectionIsAnsweredOnceMoreAfterStopAccepting() throws IOException {
		startAndActivate();
		try (RawClient client = connect()) {
			assertThat(client.get("/1").closesConnection()).isFalse();
			this.servers.stopAccepting();
			Answer answer = client.get("/2");
			assertThat(answer.body()).isEqualTo("/2");
			assertThat(answer.closesConnection()).isTrue();
			assertThat(client.isClosedByServer()).isTrue();
			assertDrained();
		}
	}

	@Test
	void silentConnectionIsAnsweredAfterStopAccepting() throws IOException {
		startAndActivate();
		try (RawClient client = connect()) {
			await().until(() -> this.servers.connections() == 2);
			this.servers.stopAccepting();
			Answer answer = client.get("/first");
			assertThat(answer.body()).isEqualTo("/first");
			assertThat(answer.closesConnection()).isTrue();
		}
	}

	@Test
	void newConnectionIsRefusedAfterStopAccepting() throws IOException {
		startAndActivate();
		this.servers.stopAccepting();
		// The kernel listens until the acceptor has returned from its call
		assertDrained();
		assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> connect().close());
	}

	@Test
	void successorServesWhatComesAfterStopAccepting() throws IOException {
		startAndActivate();
		ReusePortSocket successor = new ReusePortSocket(
				new InetSocketAddress(InetAddress.getLoopbackAddress(), this.master.port()), 10);
		successor.prepare();
		successor.listen();
		this.servers.stopAccepting();
		assertDrained();
		try (RawClient client = connect(); SocketChannel accepted = successor.accept()) {
			assertThat(((InetSocketAddress) accepted.getRemoteAddress()).getPort()).isEqualTo(client.localPort());
		}
		successor.close();
	}

	@Test
	void requestInProgressIsFinishedAfterStopAccepting() throws Exception {
		startAndActivate();
		try (RawClient client = connect()) {
			client.send("/gate");
			this.servlet.entered.await();
			this.servers.stopAccepting();
			await().until(() -> this.servers.connections() == 1);
			this.servlet.open.countDown();
			Answer answer = client.receive();
			assertThat(answer.body()).isEqualTo("/gate");
			assertThat(answer.closesConnection()).isTrue();
			assertDrained();
		}
	}

	@Test
	void idleConnectionIsClosedSoonAfterCloseIdle() throws IOException {
		startAndActivate();
		try (RawClient client = connect()) {
			client.get("/1");
			awaitIdleThreads();
			this.servers.stopAccepting();
			Duration idle = Duration.ofMillis(500);
			long start = System.nanoTime();
			this.servers.closeIdle(idle);
			assertThat(client.isClosedByServer()).isTrue();
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(idle.plusMillis(1500));
			assertDrained();
		}
	}

	@Test
	void connectionThatNeverSaidAnythingIsClosedSoonAfterCloseIdle() throws IOException {
		startAndActivate();
		try (RawClient client = connect()) {
			await().until(() -> this.servers.connections() == 2);
			this.servers.stopAccepting();
			this.servers.closeIdle(Duration.ofMillis(200));
			assertThat(client.isClosedByServer()).isTrue();
			assertDrained();
		}
	}

	@Test
	void requestInProgressIsNotTouchedByCloseIdle() throws Exception {
		startAndActivate();
		try (RawClient busy = connect(); RawClient idle = connect()) {
			idle.get("/1");
			awaitIdleThreads();
			busy.send("/gate");
			this.servlet.entered.await();
			this.servers.stopAccepting();
			this.servers.closeIdle(Duration.ofMillis(100));
			assertThat(idle.isClosedByServer()).isTrue();
			this.servlet.open.countDown();
			assertThat(busy.receive().body()).isEqualTo("/gate");
			assertDrained();
		}
	}

	/*
	 * The other connection is closed when its time is over, so that of the slow one would
	 * be over as well.
	 */
	@Test
	void connectionIsNotIdleWhileItsRequestIsWorkedOn() throws Exception {
		Duration idle = Duration.ofMillis(1500);
		startAndActivate();
		try (RawClient slow = connect(); RawClient other = connect()) {
			slow.send("/gate");
			this.servlet.entered.await();
			other.get("/1");
			await().until(() -> this.servers.busyThreads() == 1);
			this.servers.closeIdle(idle);
			assertThat(other.isClosedByServer()).isTrue();
			this.servlet.open.countDown();
			slow.receive();
			long answered = System.nanoTime();
			awaitIdleThreads();
			this.servers.closeIdle(idle);
			assertThat(slow.isClosedByServer()).isTrue();
			assertThat(Duration.ofNanos(System.nanoTime() - answered)).isGreaterThan(idle.minusMillis(50));
		}
	}

	@Test
	void requestThatArrivesAfterCloseIdleIsServed() throws IOException {
		startAndActivate();
		try (RawClient client = connect()) {
			client.get("/1");
			this.servers.stopAccepting();
			this.servers.closeIdle(Duration.ofSeconds(30));
			assertThat(client.get("/2").body()).isEqualTo("/2");
		}
	}

	/*
	 * The acceptor has the connection, but has not handed it on yet, when it is told to
	 * stop.
	 */
	@Test
	void connectionAcceptedInTheInstantOfStoppingIsServed() throws Exception {
		HeldSocket socket = new HeldSocket(this.master.port());
		start(socket);
		this.servers.activate();
		try (RawClient client = connect()) {
			client.send("/late");
			socket.accepted.await();
			this.servers.stopAccepting();
			assertThat(this.servers.connections()).isPositive();
			socket.release.countDown();
			Answer answer = client.receive();
			assertThat(answer.body()).isEqualTo("/late");
			assertThat(answer.closesConnection()).isTrue();
			assertDrained();
		}
	}

	@Test
	void connectionAcceptedInTheInstantOfStoppingCountsFromThenOn() throws Exception {
		HeldSocket socket = new HeldSocket(this.master.port());
		start(socket);
		this.servers.activate();
		try (RawClient client = connect()) {
			socket.accepted.await();
			this.servers.stopAccepting();
			assertThat(this.servers.connections()).isEqualTo(1);
			socket.release.countDown();
			client.send("/late");
			assertThat(client.receive().body()).isEqualTo("/late");
			assertDrained();
		}
	}

	@Test
	void stopBeforeActivateEndsQuietly() throws IOException {
		start();
		this.webServer.stop();
		assertDrained();
	}

	@Test
	void stopAcceptingBeforeActivateEndsQuietly() throws IOException {
		start();
		this.servers.stopAccepting();
		assertDrained();
		this.servers.activate();
		assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> connect().close());
	}

	@Test
	void stopWithoutStopAcceptingEndsQuietly() throws IOException {
		startAndActivate();
		try (RawClient client = connect()) {
			client.get("/1");
			this.webServer.stop();
			assertThat(client.isClosedByServer()).isTrue();
		}
		assertDrained();
		assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> connect().close());
	}

	@Test
	void stopAcceptingTwiceIsHarmless() throws IOException {
		startAndActivate();
		this.servers.stopAccepting();
		this.servers.stopAccepting();
		assertDrained();
	}

	@Test
	void gracefulShutdownOfSpringBootAfterwardsIsDoneAtOnce() throws Exception {
		this.factory.setShutdown(Shutdown.GRACEFUL);
		startAndActivate();
		this.servers.stopAccepting();
		CompletableFuture<Object> result = new CompletableFuture<>();
		this.webServer.shutDownGracefully(result::complete);
		assertThat(result.get()).hasToString("IDLE");
	}

	@Test
	void connectionsCountTheAcceptorWhileItAccepts() throws IOException {
		startAndActivate();
		await().until(() -> this.servers.connections() == 1);
		try (RawClient client = connect()) {
			client.get("/1");
			assertThat(this.servers.connections()).isEqualTo(2);
		}
		await().until(() -> this.servers.connections() == 1);
	}

	@Test
	void requestsCountsEachRequest() throws IOException {
		startAndActivate();
		assertThat(this.servers.requests()).isZero();
		try (RawClient client = connect(); RawClient other = connect()) {
			client.get("/1");
			client.get("/2");
			other.get("/3");
		}
		await().until(() -> this.servers.requests() == 3);
	}

	@Test
	void requestsCountsHttp2AsWell() throws Exception {
		this.factory.addConnectorCustomizers((connector) -> connector.addUpgradeProtocol(new Http2Protocol()));
		startAndActivate();
		HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
		for (int i = 0; i < 5; i++) {
			HttpResponse<String> response = client.send(
					HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.master.port() + "/" + i)).build(),
					HttpResponse.BodyHandlers.ofString());
			assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
			assertThat(response.body()).isEqualTo("/" + i);
		}
		await().untilAsserted(() -> assertThat(this.servers.requests()).isEqualTo(5));
	}

	@Test
	void busyThreadsCountsRequestsAtWork() throws Exception {
		startAndActivate();
		awaitIdleThreads();
		try (RawClient client = connect(); RawClient other = connect()) {
			client.send("/gate");
			other.send("/gate");
			await().until(() -> this.servers.busyThreads() == 2);
			this.servlet.open.countDown();
			client.receive();
			other.receive();
		}
		awaitIdleThreads();
	}

	@Test
	void emptyQueueWhereItIsNotKnownDoesNotWait() throws IOException {
		startAndActivate();
		this.servers.emptyQueue(Duration.ofHours(1));
	}

	@Test
	void emptyQueueWaitsUntilTheQueueWasEmptyForAWhile() throws IOException {
		QueueSocket socket = new QueueSocket(this.master.port());
		start(socket);
		socket.length = 3;
		CompletableFuture<Void> emptied = CompletableFuture
			.runAsync(() -> this.servers.emptyQueue(Duration.ofHours(1)));
		await().until(() -> socket.asked > 20);
		assertThat(emptied).isNotDone();
		socket.length = 0;
		emptied.join();
		assertThat(socket.ignoring).isTrue();
	}

	@Test
	void emptyQueueLooksManyTimesBeforeItBelievesTheQueue() throws IOException {
		QueueSocket socket = new QueueSocket(this.master.port());
		start(socket);
		this.servers.emptyQueue(Duration.ofHours(1));
		assertThat(socket.asked).isEqualTo(12);
	}

	@Test
	void emptyQueueGivesUpAtTheTimeout() throws IOException {
		QueueSocket socket = new QueueSocket(this.master.port());
		start(socket);
		socket.length = 1;
		this.servers.emptyQueue(Duration.ofMillis(100));
		assertThat(socket.asked).isPositive();
	}

	@ParameterizedTest
	@ValueSource(strings = { "org.apache.coyote.http11.Http11Nio2Protocol", "org.apache.coyote.ajp.AjpNioProtocol" })
	void otherProtocolIsRefused(String protocol) {
		this.factory.setProtocol(protocol);
		assertThatIllegalStateException().isThrownBy(this::start)
			.withMessageContaining(protocol)
			.withMessageContaining("org.apache.coyote.http11.Http11NioProtocol");
	}

	@Test
	void plainApplicationIsNotTouched() {
		new ClusterConnectorCustomizer(new DefaultListableBeanFactory().getBeanProvider(DrainableServers.class),
				(address) -> new HeldSocket(0))
			.customize(this.factory);
		assertThat(this.factory.getProtocol()).isEqualTo(TomcatServletWebServerFactory.DEFAULT_PROTOCOL);
		assertThat(this.factory.getConnectorCustomizers()).isEmpty();
	}

	@Test
	void connectorSaysWhereToListen() throws IOException {
		CompletableFuture<ListenAddress> listenAddress = new CompletableFuture<>();
		this.factory.addConnectorCustomizers((connector) -> connector.setProperty("acceptCount", "17"));
		customize((address) -> {
			listenAddress.complete(address);
			return new ReusePortSocket(address.address(), address.backlog());
		});
		this.webServer = this.factory.getWebServer();
		assertThat(listenAddress.join()).isEqualTo(
				new ListenAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.master.port()), 17));
	}

	/*
	 * A client has its answer a little before its connection has no request any more.
	 */
	private void awaitIdleThreads() {
		await().until(() -> this.servers.busyThreads() == 0);
	}

	private void assertDrained() {
		await().untilAsserted(() -> assertThat(this.servers.connections()).isZero());
	}

	private RawClient connect() throws IOException {
		return new RawClient(this.master.port());
	}

	private void startAndActivate() throws IOException {
		start();
		this.servers.activate();
	}

	private void start() {
		start((WorkerSocket) null);
	}

	private void start(WorkerSocket socket) {
		customize((address) -> (socket != null) ? socket : new ReusePortSocket(address.address(), address.backlog()));
		this.webServer = this.factory
			.getWebServer((context) -> context.addServlet("gated", this.servlet).addMapping("/*"));
		this.webServer.start();
	}

	private void customize(Function<ListenAddress, WorkerSocket> sockets) {
		DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
		beans.registerSingleton("servers", this.servers);
		new ClusterConnectorCustomizer(beans.getBeanProvider(DrainableServers.class), sockets).customize(this.factory);
	}

	/**
	 * Answers with the path; with that of the gate when it is open.
	 */
	private static final class GatedServlet extends HttpServlet {

		private static final long serialVersionUID = 1L;

		private final transient CountDownLatch entered = new CountDownLatch(1);

		private final transient CountDownLatch open = new CountDownLatch(1);

		@Override
		protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
			if ("/gate".equals(request.getRequestURI())) {
				this.entered.countDown();
				try {
					this.open.await();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			}
			byte[] body = request.getRequestURI().getBytes(StandardCharsets.US_ASCII);
			response.setContentLength(body.length);
			response.getOutputStream().write(body);
		}

	}

	/**
	 * A socket that does what it wants of another.
	 */
	private static class DelegatingSocket implements WorkerSocket {

		private final ReusePortSocket socket;

		DelegatingSocket(int port) {
			this.socket = new ReusePortSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10);
		}

		@Override
		public void prepare() throws IOException {
			this.socket.prepare();
		}

		@Override
		public void listen() throws IOException {
			this.socket.listen();
		}

		@Override
		public SocketChannel accept() throws IOException {
			return this.socket.accept();
		}

		@Override
		public boolean ignoreNewConnections() {
			return this.socket.ignoreNewConnections();
		}

		@Override
		public int queueLength() {
			return this.socket.queueLength();
		}

		@Override
		public void close() throws IOException {
			this.socket.close();
		}

		@Override
		public NetworkChannel channel() {
			return this.socket.channel();
		}

	}

	/**
	 * A socket that holds on to what it has accepted.
	 */
	private static final class HeldSocket extends DelegatingSocket {

		private final CountDownLatch accepted = new CountDownLatch(1);

		private final CountDownLatch release = new CountDownLatch(1);

		HeldSocket(int port) {
			super(port);
		}

		@Override
		public SocketChannel accept() throws IOException {
			SocketChannel channel = super.accept();
			this.accepted.countDown();
			try {
				this.release.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return channel;
		}

	}

	/**
	 * A socket that knows its queue.
	 */
	private static final class QueueSocket extends DelegatingSocket {

		private volatile int length;

		private volatile int asked;

		private volatile boolean ignoring;

		QueueSocket(int port) {
			super(port);
		}

		@Override
		public boolean ignoreNewConnections() {
			this.ignoring = true;
			return true;
		}

		@Override
		public int queueLength() {
			this.asked = this.asked + 1;
			return this.length;
		}

	}

}
