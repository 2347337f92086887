package io.clusterboot.listen.tomcat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;

import io.clusterboot.listen.DrainableServers;
import io.clusterboot.listen.ListenMode;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServer;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link SlowRequestValve} in a real Tomcat, as Spring Boot makes it.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class SlowRequestValveTests {

	private static final Duration LIMIT = Duration.ofMillis(200);

	private final TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(0);

	private final MockEnvironment environment = new MockEnvironment().withProperty("cluster.slow-request", "200ms");

	private final DefaultListableBeanFactory beans = new DefaultListableBeanFactory();

	private final SlowServlet servlet = new SlowServlet();

	private WebServer webServer;

	@AfterEach
	void stop() {
		this.servlet.gate.countDown();
		if (this.webServer != null) {
			this.webServer.stop();
			this.webServer.destroy();
			await().until(() -> Thread.getAllStackTraces()
				.keySet()
				.stream()
				.noneMatch((thread) -> thread.getName().equals("cluster-slow-requests")));
		}
	}

	@Test
	void slowRequestIsLoggedOnceWithItsStackAndWithoutItsQuery(CapturedOutput output) throws Exception {
		start();
		try (RawClient client = connect()) {
			client.send("/gate;jsessionid=0815?token=secret");
			await().until(() -> output.toString().contains("has taken"));
			assertThat(output).containsPattern("GET /gate has taken \\d+ms so far \\(cluster.slow-request=200ms\\)")
				.containsPattern("Its thread '.*-exec-\\d+' is here:")
				.containsPattern("\\R\tat io.*SlowServlet\\.await\\(")
				.doesNotContain("secret", "0815");
			try (RawClient other = connect()) {
				other.send("/gate?second");
				await().until(() -> occurrences(output) == 2);
			}
			this.servlet.gate.countDown();
			client.receive();
		}
		assertThat(occurrences(output)).isEqualTo(2);
	}

	@Test
	void manyRequestsOneAfterTheOtherAreNotSlow(CapturedOutput output) throws Exception {
		start();
		long end = System.nanoTime() + 3 * LIMIT.toNanos();
		while (System.nanoTime() < end) {
			try (RawClient client = connect()) {
				client.get("/1");
				client.get("/2");
			}
		}
		assertThat(output).doesNotContain("has taken");
	}

	/*
	 * While nobody works on it, it may take its time.
	 */
	@Test
	void asynchronousRequestIsLoggedOnceAndOnlyWhenAThreadWorksOnIt(CapturedOutput output) throws Exception {
		start();
		try (RawClient client = connect(); RawClient other = connect()) {
			client.send("/async");
			this.servlet.started.await();
			other.send("/gate");
			await().until(() -> occurrences(output) == 1);
			assertThat(output).contains("GET /gate").doesNotContain("GET /async");
			this.servlet.async.dispatch("/gate");
			await().until(() -> occurrences(output) == 2);
			assertThat(output).contains("GET /async");
			this.servlet.gate.countDown();
			client.receive();
			other.receive();
		}
	}

	@Test
	void asynchronousRequestThatWasLoggedIsNotLoggedAgain(CapturedOutput output) throws Exception {
		start();
		try (RawClient client = connect()) {
			client.send("/slow-async");
			client.receive();
		}
		assertThat(this.servlet.passes).isEqualTo(2);
		assertThat(occurrences(output)).isEqualTo(1);
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void slowRequestOnAVirtualThreadIsLoggedWithItsStack(CapturedOutput output) throws Exception {
		Executor executor = new VirtualThreadExecutor("virtual-");
		this.factory.addConnectorCustomizers((connector) -> connector.getProtocolHandler().setExecutor(executor));
		start();
		try (RawClient client = connect()) {
			client.send("/gate");
			await().until(() -> output.toString().contains("has taken"));
			assertThat(output).contains("Its thread 'virtual-").containsPattern("\\R\tat io.*SlowServlet\\.await\\(");
		}
	}

	@Test
	void nothingIsThereUnlessItIsWanted() {
		this.beans.registerSingleton("servers", new DrainableServers(ListenMode.SHARED));
		new SlowRequestCustomizer(this.beans.getBeanProvider(DrainableServers.class), new MockEnvironment())
			.customize(this.factory);
		assertThat(this.factory.getEngineValves()).isEmpty();
	}

	@Test
	void plainApplicationIsNotTouched() {
		customize();
		assertThat(this.factory.getEngineValves()).isEmpty();
	}

	private static int occurrences(CapturedOutput output) {
		return output.toString().split("has taken", -1).length - 1;
	}

	private RawClient connect() throws IOException {
		return new RawClient(this.webServer.getPort());
	}

	private void start() {
		this.beans.registerSingleton("servers", new DrainableServers(ListenMode.SHARED));
		customize();
		this.webServer = this.factory.getWebServer((context) -> {
			ServletRegistration.Dynamic registration = context.addServlet("slow", this.servlet);
			registration.setAsyncSupported(true);
			registration.addMapping("/*");
		});
		this.webServer.start();
	}

	private void customize() {
		new SlowRequestCustomizer(this.beans.getBeanProvider(DrainableServers.class), this.environment)
			.customize(this.factory);
	}

	/**
	 * Answers with nothing, at once or later.
	 */
	private static final class SlowServlet extends HttpServlet {

		private static final long serialVersionUID = 1L;

		private final transient CountDownLatch started = new CountDownLatch(1);

		private final transient CountDownLatch gate = new CountDownLatch(1);

		private transient volatile AsyncContext async;

		private volatile int passes;

		@Override
		protected void doGet(HttpServletRequest request, HttpServletResponse response) {
			response.setContentLength(0);
			switch (request.getRequestURI().replaceAll(";.*", "")) {
				case "/gate" -> await(this.gate);
				case "/async" -> startAsync(request);
				case "/slow-async" -> passSlowly(request);
				default -> {
				}
			}
		}

		private void startAsync(HttpServletRequest request) {
			this.async = request.startAsync();
			this.async.setTimeout(0);
			this.started.countDown();
		}

		/*
		 * How long this takes is what is tested: well beyond the limit, twice.
		 */
		private void passSlowly(HttpServletRequest request) {
			this.passes = this.passes + 1;
			long end = System.nanoTime() + 3 * LIMIT.toNanos();
			while (System.nanoTime() < end) {
				Thread.onSpinWait();
			}
			if (request.getDispatcherType() != DispatcherType.ASYNC) {
				request.startAsync().dispatch();
			}
		}

		private static void await(CountDownLatch latch) {
			try {
				latch.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

	}

}
