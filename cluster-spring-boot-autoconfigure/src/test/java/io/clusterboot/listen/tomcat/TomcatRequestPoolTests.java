package io.clusterboot.listen.tomcat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

import io.clusterboot.listen.DrainableServers;
import io.clusterboot.listen.ListenMode;
import io.clusterboot.listen.PortReservation;
import io.clusterboot.listen.RequestPool;
import io.clusterboot.listen.ReusePortSocket;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.coyote.AbstractProtocol;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link TomcatRequestPool} in a real Tomcat, as Spring Boot makes it.
 */
@Timeout(60)
class TomcatRequestPoolTests {

	private static final int THREADS = 2;

	private final DrainableServers servers = new DrainableServers(ListenMode.REUSE_PORT);

	private final GateServlet servlet = new GateServlet();

	private final TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory();

	private final AtomicReference<Thread> ranOn = new AtomicReference<>();

	private PortReservation master;

	private WebServer webServer;

	@BeforeEach
	void configure() throws IOException {
		this.master = PortReservation.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
		this.factory.setPort(this.master.port());
		this.factory.setAddress(InetAddress.getLoopbackAddress());
		this.factory.addConnectorCustomizers((connector) -> {
			AbstractProtocol<?> protocol = (AbstractProtocol<?>) connector.getProtocolHandler();
			protocol.setMinSpareThreads(1);
			protocol.setMaxThreads(THREADS);
		});
	}

	@AfterEach
	void stop() {
		this.servlet.gate.countDown();
		if (this.webServer != null) {
			this.webServer.stop();
			this.webServer.destroy();
		}
		this.master.close();
	}

	@Test
	void offerRunsTheTaskOnARequestThread() throws IOException {
		start();
		long finished = pool().finished();
		assertThat(offer()).isTrue();
		await().until(() -> this.ranOn.get() != null);
		assertThat(this.ranOn.get().getName()).contains("-exec-");
		await().until(() -> pool().finished() > finished);
		assertThat(this.servers.requests()).isZero();
		await().until(() -> this.servers.busyThreads() == 0);
	}

	@Test
	void offerWhenAllThreadsAreStuckWaitsAndNothingIsFinished() throws Exception {
		start();
		try (RawClient first = connect(); RawClient second = connect()) {
			first.send("/gate");
			second.send("/gate");
			this.servlet.entered.await();
			long finished = pool().finished();
			assertThat(offer()).isTrue();
			assertThat(this.ranOn).hasNullValue();
			assertThat(pool().finished()).isEqualTo(finished);
			assertThat(this.servers.busyThreads()).isEqualTo(THREADS);
			this.servlet.gate.countDown();
			await().until(() -> this.ranOn.get() != null);
			await().until(() -> pool().finished() >= finished + THREADS + 1);
		}
	}

	@Test
	void offerBeforeTheStartAndAfterTheEndRunsTheTaskAtOnce() throws IOException {
		customize();
		this.webServer = this.factory.getWebServer();
		assertThat(offer()).isTrue();
		assertThat(this.ranOn).hasValue(Thread.currentThread());
		this.webServer.start();
		this.webServer.stop();
		this.webServer.destroy();
		this.ranOn.set(null);
		assertThat(offer()).isTrue();
		assertThat(this.ranOn).hasValue(Thread.currentThread());
	}

	@Test
	void offerWhenTheExecutorOfTheApplicationTakesNothingIsRefused() throws IOException {
		AtomicReference<Executor> executor = new AtomicReference<>(Runnable::run);
		execute((task) -> executor.get().execute(task));
		start();
		executor.set((task) -> {
			throw new IllegalStateException("full");
		});
		assertThat(offer()).isFalse();
		assertThat(this.ranOn).hasNullValue();
	}

	@Test
	void finishedWhereTasksAreNotCountedGrowsWithRequests() throws IOException {
		execute((task) -> new Thread(task).start());
		start();
		assertThat(pool().finished()).isZero();
		try (RawClient client = connect()) {
			client.get("/");
			client.get("/");
		}
		await().until(() -> pool().finished() == 2);
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void offerToVirtualThreadsRunsTheTask() throws IOException {
		execute(new VirtualThreadExecutor("virtual-"));
		start();
		assertThat(offer()).isTrue();
		await().until(() -> this.ranOn.get() != null);
		assertThat(this.ranOn.get().getName()).startsWith("virtual-");
		assertThat(this.servers.maxThreads()).isEqualTo(-1);
	}

	@Test
	void poolsOfAllServersAreTheSameEachTime() throws IOException {
		start();
		assertThat(this.servers.pools()).hasSize(1).isEqualTo(this.servers.pools());
		this.servers.add(new TomcatServer(new ClusterHttp11NioProtocol()));
		assertThat(this.servers.pools()).hasSize(2).isEqualTo(this.servers.pools());
	}

	private boolean offer() {
		return pool().offer(() -> this.ranOn.set(Thread.currentThread()));
	}

	private RequestPool pool() {
		return this.servers.pools().get(0);
	}

	private RawClient connect() throws IOException {
		return new RawClient(this.master.port());
	}

	private void execute(Executor executor) {
		this.factory.addConnectorCustomizers((connector) -> connector.getProtocolHandler().setExecutor(executor));
	}

	private void start() throws IOException {
		customize();
		this.webServer = this.factory
			.getWebServer((context) -> context.addServlet("gate", this.servlet).addMapping("/*"));
		this.webServer.start();
		this.servers.activate();
	}

	private void customize() {
		DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
		beans.registerSingleton("servers", this.servers);
		new ClusterConnectorCustomizer(beans.getBeanProvider(DrainableServers.class),
				(address) -> new ReusePortSocket(address.address(), address.backlog()))
			.customize(this.factory);
	}

	/**
	 * Answers with nothing; at the gate when it is open.
	 */
	private static final class GateServlet extends HttpServlet {

		private static final long serialVersionUID = 1L;

		private final transient CountDownLatch entered = new CountDownLatch(THREADS);

		private final transient CountDownLatch gate = new CountDownLatch(1);

		@Override
		protected void doGet(HttpServletRequest request, HttpServletResponse response) {
			response.setContentLength(0);
			if ("/gate".equals(request.getRequestURI())) {
				this.entered.countDown();
				try {
					this.gate.await();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
				}
			}
		}

	}

}
