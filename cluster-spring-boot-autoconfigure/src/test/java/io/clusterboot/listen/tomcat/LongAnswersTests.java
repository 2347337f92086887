package io.clusterboot.listen.tomcat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import io.clusterboot.listen.DrainableServers;
import io.clusterboot.listen.ListenMode;
import io.clusterboot.listen.PortReservation;
import io.clusterboot.listen.ReusePortSocket;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.coyote.http2.Http2Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests that answers which take long, or never end, are left alone by a Tomcat of a
 * worker that leaves.
 */
@Timeout(60)
class LongAnswersTests {

	private static final Duration IDLE = Duration.ofMillis(300);

	private final DrainableServers servers = new DrainableServers(ListenMode.REUSE_PORT);

	private final StreamServlet servlet = new StreamServlet();

	private PortReservation master;

	private WebServer webServer;

	@BeforeEach
	void start() throws IOException {
		this.master = PortReservation.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
		TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory();
		factory.setPort(this.master.port());
		factory.setAddress(InetAddress.getLoopbackAddress());
		factory.addConnectorCustomizers((connector) -> connector.addUpgradeProtocol(new Http2Protocol()));
		DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
		beans.registerSingleton("servers", this.servers);
		new ClusterConnectorCustomizer(beans.getBeanProvider(DrainableServers.class),
				(address) -> new ReusePortSocket(address.address(), address.backlog()))
			.customize(factory);
		this.webServer = factory.getWebServer((context) -> {
			ServletRegistration.Dynamic registration = context.addServlet("stream", this.servlet);
			registration.setAsyncSupported(true);
			registration.addMapping("/*");
		});
		this.webServer.start();
		this.servers.activate();
	}

	@AfterEach
	void stop() {
		this.servlet.end.countDown();
		this.webServer.stop();
		this.webServer.destroy();
		this.master.close();
	}

	/*
	 * Nothing is sent or received meanwhile on this connection and on the other, which is
	 * closed when its time is over.
	 */
	@ParameterizedTest
	@CsvSource({ "HTTP_1_1,/stream", "HTTP_1_1,/events", "HTTP_2,/stream", "HTTP_2,/events" })
	void answerUnderWayIsNotTouchedAndEndsTheConnectionWithItsEnd(HttpClient.Version version, String path)
			throws Exception {
		// Older ones of Java's own client end a request themselves when they get GOAWAY
		assumeThat(version == HttpClient.Version.HTTP_1_1 || Runtime.version().feature() >= 25).isTrue();
		HttpResponse<InputStream> response = request(version, path);
		assertThat(response.version()).isEqualTo(version);
		try (BufferedReader reader = new BufferedReader(
				new InputStreamReader(response.body(), StandardCharsets.US_ASCII));
				RawClient other = new RawClient(this.master.port())) {
			assertThat(reader.readLine()).isEqualTo("first");
			await().until(() -> this.servers.connections() == 3);
			this.servers.stopAccepting();
			awaitThatTheOtherIsClosed();
			assertThat(other.isClosedByServer()).isTrue();
			assertThat(this.servers.connections()).isEqualTo(1);
			this.servlet.end.countDown();
			assertThat(reader.readLine()).isEqualTo("last");
			assertThat(reader.readLine()).isNull();
		}
		await().until(() -> {
			this.servers.closeIdle(IDLE);
			return this.servers.connections() == 0;
		});
	}

	private void awaitThatTheOtherIsClosed() {
		await().until(() -> {
			this.servers.closeIdle(IDLE);
			return this.servers.connections() == 1;
		});
	}

	private HttpResponse<InputStream> request(HttpClient.Version version, String path) throws Exception {
		HttpClient client = HttpClient.newBuilder().version(version).build();
		client.send(request("/short"), HttpResponse.BodyHandlers.discarding());
		return client.send(request(path), HttpResponse.BodyHandlers.ofInputStream());
	}

	private HttpRequest request(String path) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.master.port() + path)).build();
	}

	/**
	 * Answers in two parts, with a thread or, as server-sent events do, without one in
	 * between.
	 */
	private static final class StreamServlet extends HttpServlet {

		private static final long serialVersionUID = 1L;

		private final transient CountDownLatch end = new CountDownLatch(1);

		@Override
		protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
			write(response, "first\n");
			if ("/short".equals(request.getRequestURI())) {
				return;
			}
			if ("/stream".equals(request.getRequestURI())) {
				writeLast(response);
				return;
			}
			AsyncContext context = request.startAsync();
			context.setTimeout(0);
			new Thread(() -> {
				writeLast(response);
				context.complete();
			}).start();
		}

		private void writeLast(HttpServletResponse response) {
			try {
				this.end.await();
				write(response, "last\n");
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}

		private static void write(HttpServletResponse response, String text) throws IOException {
			response.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
			response.flushBuffer();
		}

	}

}
