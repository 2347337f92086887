package io.clusterboot.sample.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link HttpLoad}: that it sees every kind of failure, and no other.
 */
@Timeout(60)
class HttpLoadTests {

	private static final Duration END = Duration.ofSeconds(20);

	@Test
	void keepAliveWhenServedUsesOneConnectionPerClient() throws IOException {
		HttpLoad.Report report = run(HttpLoadTests::serve, (load) -> load.keepAlive(3).requestsPerClient(50));
		assertThat(report.ok()).isEqualTo(150);
		assertThat(report.failed()).isZero();
		assertThat(report.connections()).isEqualTo(3);
		assertThat(report.closedIdle()).isZero();
		assertThat(report.perWorker().values().stream().mapToLong(Long::longValue).sum()).isEqualTo(150);
		assertThat(report.p50()).isPositive().isLessThanOrEqualTo(report.p99());
		assertThat(report.p99()).isLessThanOrEqualTo(report.max());
	}

	@Test
	void connectionPerRequestOpensOneEach() throws IOException {
		HttpLoad.Report report = run((client) -> {
			assertThat(client.request()).contains("Connection: close");
			client.ok(client.number() % 2, "x");
		}, (load) -> load.connectionPerRequest(2).requestsPerClient(20));
		assertThat(report.ok()).isEqualTo(40);
		assertThat(report.failed()).isZero();
		assertThat(report.connections()).isEqualTo(40);
		assertThat(report.perWorker()).containsOnlyKeys(0, 1);
		assertThat(report.busiestToLeast()).isEqualTo(1.0);
	}

	@Test
	void workerWhenThereIsNoHeaderIsReadFromTheBody() throws IOException {
		HttpLoad.Report report = run((client) -> {
			client.request();
			client
				.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"ind\r\nB;x=y\r\nex\" : 7, \"a\r\n"
						+ "3\r\n\":1\r\n1\r\n}\r\n0\r\nTrailer: t\r\n\r\n");
		}, (load) -> load.connectionPerRequest(1).requestsPerClient(1));
		assertThat(report.perWorker()).containsOnlyKeys(7);
	}

	@Test
	void workerWhenGivenAFunctionIsWhatItSays() throws IOException {
		HttpLoad.Report report = run(HttpLoadTests::serve,
				(load) -> load.keepAlive(1).requestsPerClient(1).worker((response) -> response.body().length));
		assertThat(report.perWorker()).containsOnlyKeys(4);
	}

	@Test
	void versionWhenThereIsNoHeaderIsUnknown() throws IOException {
		HttpLoad.Report report = run(HttpLoadTests::serve, (load) -> load.keepAlive(2).requestsPerClient(3));
		assertThat(report.perVersion()).containsExactly(Map.entry(HttpResponse.UNKNOWN_VERSION, 6L));
		assertThat(report.firstSeen("1")).isEmpty();
		assertThat(report.lastSeen("1")).isEmpty();
		assertThat(report.clientsServedBy("1", 0)).isEmpty();
	}

	@Test
	void versionIsToldWithItsTimesForEachClient() throws IOException {
		CountDownLatch asked = new CountDownLatch(2);
		CountDownLatch roll = new CountDownLatch(1);
		long start = System.nanoTime();
		try (ToyServer server = ToyServer.with((client) -> serveVersions(client, asked, roll));
				HttpLoad load = HttpLoad.on(server.port()).keepAlive(2).requestsPerClient(8).start()) {
			await(asked);
			long moment = System.nanoTime();
			roll.countDown();
			HttpLoad.Report report = load.awaitEnd(END);
			assertThat(report.perVersion()).containsExactly(Map.entry("1", 10L), Map.entry("2", 6L));
			assertThat(report.sightings()).extracting(Sighting::client, Sighting::version, Sighting::count)
				.containsExactly(tuple("keep-alive-0", "1", 5L), tuple("keep-alive-0", "2", 3L),
						tuple("keep-alive-1", "1", 5L), tuple("keep-alive-1", "2", 3L));
			assertThat(report.firstSeen("1").orElseThrow()).isLessThan(moment);
			assertThat(report.lastSeen("1").orElseThrow()).isGreaterThan(moment);
			assertThat(report.firstSeen("2").orElseThrow()).isGreaterThan(moment);
			assertThat(report.lastSeen("2").orElseThrow()).isGreaterThan(report.firstSeen("2").orElseThrow());
			assertThat(report.clientsServedBy("1", start)).containsExactly("keep-alive-0", "keep-alive-1");
			assertThat(report.clientsServedBy("1", moment)).isEmpty();
			assertThat(report.clientsServedBy("2", moment)).containsExactly("keep-alive-0", "keep-alive-1");
			assertThat(report.toString()).contains("per version: {1=10, 2=6}");
		}
	}

	@Test
	void keepAliveWhenServerAnnouncesCloseReconnects() throws IOException {
		HttpLoad.Report report = run((client) -> {
			client.request();
			client.write("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx");
		}, (load) -> load.keepAlive(1).requestsPerClient(5));
		assertThat(report.ok()).isEqualTo(5);
		assertThat(report.connections()).isEqualTo(5);
		assertThat(report.closedIdle()).isZero();
	}

	@Test
	void keepAliveWhenServerClosesBetweenRequestsReconnectsAndLosesNothing() throws IOException {
		HttpLoad.Report report = run((client) -> {
			client.request();
			client.ok(0, "x");
		}, (load) -> load.keepAlive(1).requestsPerClient(5).pause(Duration.ofMillis(200)));
		assertThat(report.ok()).isEqualTo(5);
		assertThat(report.failed()).isZero();
		assertThat(report.closedIdle()).isEqualTo(4);
	}

	@Test
	void keepAliveWhenServerResetsBetweenRequestsReconnectsAndLosesNothing() throws IOException {
		HttpLoad.Report report = run((client) -> {
			client.request();
			client.ok(0, "x");
			client.reset();
		}, (load) -> load.keepAlive(1).requestsPerClient(5).pause(Duration.ofMillis(200)));
		assertThat(report.ok()).isEqualTo(5);
		assertThat(report.failed()).isZero();
		assertThat(report.resetIdle()).isEqualTo(4);
	}

	@Test
	void firstRequestWhenServerResetsIsPerhapsNeverAccepted() throws IOException {
		HttpLoad.Report report = run((client) -> {
			client.request();
			client.reset();
		}, (load) -> load.connectionPerRequest(1).requestsPerClient(3));
		assertThat(report.count(Outcome.LOST_RESET)).isEqualTo(3);
		assertThat(report.lost()).isEqualTo(3);
		assertThat(report.lostAccepted()).isZero();
		assertThat(report.failures()).hasSize(3).allSatisfy((failure) -> {
			assertThat(failure.neverAnsweredConnection()).isTrue();
			assertThat(failure.responseStarted()).isFalse();
			assertThat(failure.worker()).isEqualTo(HttpResponse.UNKNOWN_WORKER);
		});
	}

	@Test
	void firstRequestWhenOnlyTheKernelAcceptedAndTheListenerGoesIsPerhapsNeverAccepted() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
				HttpLoad load = HttpLoad.on(server.getLocalPort())
					.connectionPerRequest(3)
					.requestsPerClient(1)
					.start()) {
			assertThat(queued(server.getLocalPort(), 3)).isTrue();
			closeNow(server);
			HttpLoad.Report report = load.awaitEnd(END);
			assertThat(report.count(Outcome.LOST_RESET)).as(report::toString).isEqualTo(3);
			assertThat(report.lostAccepted()).isZero();
		}
	}

	@Test
	void laterRequestWhenServerResetsIsLostOfItsWorker() throws IOException {
		HttpLoad.Report report = run((client) -> {
			client.request();
			client.ok(5, "x");
			client.request();
			client.reset();
		}, (load) -> load.keepAlive(1).requestsPerClient(2));
		assertThat(report.count(Outcome.LOST_RESET)).isEqualTo(1);
		assertThat(report.lostAccepted()).isEqualTo(1);
		assertThat(report.failures()).singleElement().satisfies((failure) -> {
			assertThat(failure.worker()).isEqualTo(5);
			assertThat(failure.neverAnsweredConnection()).isFalse();
		});
	}

	@Test
	void requestWhenServerResetsAfterSomeOfTheResponseWasAccepted() throws IOException {
		HttpLoad.Report report = run((client) -> {
			client.request();
			client.write("HTTP/1.1 200 OK\r\nContent-Le");
			client.awaitConnections(2);
			client.reset();
		}, (load) -> load.connectionPerRequest(2).requestsPerClient(1));
		assertThat(report.lost()).isEqualTo(2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "HTTP/1.1 20", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n",
			"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabc",
			"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nab",
			"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n",
			"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n" })
	void requestWhenStreamEndsBeforeTheResponseDoesIsLost(String part) throws IOException {
		HttpLoad.Report report = run((client) -> {
			client.request();
			client.write(part);
		}, (load) -> load.connectionPerRequest(1).requestsPerClient(2));
		assertThat(report.count(Outcome.LOST_EOF)).isEqualTo(2);
		assertThat(report.lostAccepted()).isEqualTo(2);
		assertThat(report.failures()).allSatisfy((failure) -> {
			assertThat(failure.neverAnsweredConnection()).isTrue();
			assertThat(failure.responseStarted()).isEqualTo(!part.isEmpty());
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabc" })
	void requestWhenServerStallsIsLost(String part) throws IOException {
		HttpLoad.Report report = run((client) -> {
			client.request();
			client.write(part);
			client.stall();
		}, (load) -> load.keepAlive(2).requestsPerClient(1).requestTimeout(Duration.ofMillis(300)));
		assertThat(report.count(Outcome.LOST_TIMEOUT)).isEqualTo(2);
		assertThat(report.lostAccepted()).isEqualTo(2);
	}

	@Test
	void requestWhenServerNeverReadsALargeBodyIsLostInTime() throws IOException {
		HttpLoad.Report report = run(ToyServer.Client::stall,
				(load) -> load.posting(1, 1024 * 1024).requestsPerClient(1).requestTimeout(Duration.ofMillis(500)));
		assertThat(report.count(Outcome.LOST_TIMEOUT)).isEqualTo(1);
	}

	@Test
	void requestWhenNobodyListensIsRefusedAndNotLost() {
		try (HttpLoad load = HttpLoad.on(Ports.free())
			.keepAlive(1)
			.connectionPerRequest(1)
			.requestsPerClient(3)
			.start()) {
			HttpLoad.Report report = load.awaitEnd(END);
			assertThat(report.refused()).isEqualTo(6);
			assertThat(report.lost()).isZero();
			assertThat(report.failed()).isEqualTo(6);
			assertThat(report.connections()).isZero();
		}
	}

	@Test
	void requestWhenTheQueueIsFullIsNotConnectedInTime() throws IOException {
		List<Socket> fill = new ArrayList<>();
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			for (int i = 0; i < 2; i++) {
				fill.add(new Socket(server.getInetAddress(), server.getLocalPort()));
			}
			HttpLoad.Report report = end(HttpLoad.on(server.getLocalPort())
				.connectionPerRequest(1)
				.requestsPerClient(1)
				.connectTimeout(Duration.ofMillis(300)));
			assertThat(report.count(Outcome.CONNECT_TIMEOUT)).as(report::toString).isEqualTo(1);
			assertThat(report.lost()).isZero();
		}
		finally {
			for (Socket socket : fill) {
				socket.close();
			}
		}
	}

	@Test
	void responseWhenStatusIsNotOkIsBad() throws IOException {
		HttpLoad.Report report = run((client) -> {
			while (!client.request().isEmpty()) {
				client.write("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\nbusy");
			}
		}, (load) -> load.keepAlive(1).requestsPerClient(3));
		assertThat(report.count(Outcome.BAD_STATUS)).isEqualTo(3);
		assertThat(report.lost()).isZero();
		assertThat(report.connections()).isEqualTo(1);
		assertThat(report.toString()).contains("Status 503", "busy");
	}

	@Test
	void responseWhenItIsNoHttpIsBad() throws IOException {
		HttpLoad.Report report = run((client) -> {
			client.request();
			client.write("ICY 200 OK\r\n\r\n");
		}, (load) -> load.keepAlive(1).requestsPerClient(1));
		assertThat(report.count(Outcome.BAD_STATUS)).isEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
			"Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n", "Content-Length: -1\r\n\r\n",
			"Content-Length: 1\r\n\r\nabc" })
	void responseWhenFramingIsWrongIsBad(String rest) throws IOException {
		HttpLoad.Report report = run((client) -> {
			client.request();
			client.write("HTTP/1.1 200 OK\r\n" + rest);
		}, (load) -> load.connectionPerRequest(1).requestsPerClient(1));
		assertThat(report.count(Outcome.BAD_BODY)).as(report::toString).isEqualTo(1);
	}

	@Test
	void postingWhenEchoIsRightIsOk() throws IOException {
		HttpLoad.Report report = run((client) -> {
			for (String request = client.request(); !request.isEmpty(); request = client.request()) {
				client.ok(1, request.substring(request.indexOf("\r\n\r\n") + 4));
			}
		}, (load) -> load.posting(2, 70_000).requestsPerClient(5).path("/echo"));
		assertThat(report.ok()).as(report::toString).isEqualTo(10);
		assertThat(report.failed()).isZero();
	}

	@Test
	void postingWhenOneByteOfTheEchoIsWrongIsBad() throws IOException {
		HttpLoad.Report report = run((client) -> {
			String request = client.request();
			client.ok(1, request.substring(request.indexOf("\r\n\r\n") + 5) + '\0');
		}, (load) -> load.posting(1, 2000).requestsPerClient(1));
		assertThat(report.count(Outcome.BAD_BODY)).isEqualTo(1);
	}

	@Test
	void postingWhenServerAnswersBeforeItHasReadIsNotLost() throws IOException {
		HttpLoad.Report report = run((client) -> {
			client.write("HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
			client.stall();
		}, (load) -> load.posting(1, 1000).requestsPerClient(1));
		assertThat(report.count(Outcome.BAD_STATUS)).isEqualTo(1);
	}

	@Test
	void reportKeepsTheFirstFailuresOnly() throws IOException {
		HttpLoad.Report report = run(ToyServer.Client::request,
				(load) -> load.connectionPerRequest(2).requestsPerClient(50));
		assertThat(report.lost()).isEqualTo(100);
		assertThat(report.failures()).hasSize(20);
	}

	@Test
	void stopWhenRequestIsInFlightLetsItEnd() throws IOException {
		try (ToyServer server = ToyServer.with((client) -> {
			client.request();
			client.awaitConnections(2);
			client.ok(0, "x");
		})) {
			try (HttpLoad load = HttpLoad.on(server.port()).keepAlive(1).start()) {
				Awaitility.await().until(() -> server.connections() == 1);
				Thread unblock = new Thread(() -> connectOnce(server.port()));
				unblock.start();
				HttpLoad.Report report = load.stop();
				assertThat(report.failed()).as(report::toString).isZero();
				assertThat(report.ok()).isPositive();
			}
		}
	}

	@Test
	void keptConnectionsTellsWhoIsConnectedToWhom() throws IOException {
		try (ToyServer server = ToyServer.with((client) -> {
			client.request();
			client.ok(client.number() % 2, "x");
			client.request();
			client.stall();
		});
				HttpLoad load = HttpLoad.on(server.port())
					.keepAlive(4)
					.requestTimeout(Duration.ofSeconds(3))
					.requestsPerClient(2)
					.start()) {
			Awaitility.await().until(() -> load.report().ok() == 4 && load.keptConnections(2) == 0);
			assertThat(load.keptConnections(0)).isEqualTo(2);
			assertThat(load.keptConnections(1)).isEqualTo(2);
		}
	}

	@Test
	void awaitAnswersWhenThereAreNoneExplains() {
		try (HttpLoad load = HttpLoad.on(Ports.free()).keepAlive(1).start()) {
			assertThatExceptionOfType(AssertionError.class)
				.isThrownBy(() -> load.awaitAnswers(1, Duration.ofMillis(300)))
				.withMessageContaining("REFUSED");
		}
	}

	@Test
	void startWhenThereAreTooManyOrNoClientsFails() {
		assertThatIllegalArgumentException().isThrownBy(() -> HttpLoad.on(1).start());
		assertThatIllegalArgumentException().isThrownBy(() -> HttpLoad.on(1).keepAlive(1000).start());
	}

	private static void serve(ToyServer.Client client) throws IOException {
		while (!client.request().isEmpty()) {
			client.ok(client.number(), "body");
		}
	}

	/**
	 * The fifth answer is the last of version 1 and waits.
	 */
	private static void serveVersions(ToyServer.Client client, CountDownLatch asked, CountDownLatch roll)
			throws IOException {
		for (int answered = 0; !client.request().isEmpty(); answered++) {
			if (answered == 4) {
				asked.countDown();
				await(roll);
			}
			client
				.write("HTTP/1.1 200 OK\r\nX-Version: " + ((answered <= 4) ? 1 : 2) + "\r\nContent-Length: 0\r\n\r\n");
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(END.toSeconds(), TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static HttpLoad.Report run(ToyServer.Treatment treatment, UnaryOperator<HttpLoad.Builder> load)
			throws IOException {
		try (ToyServer server = ToyServer.with(treatment)) {
			return end(load.apply(HttpLoad.on(server.port())));
		}
	}

	private static HttpLoad.Report end(HttpLoad.Builder builder) {
		try (HttpLoad load = builder.start()) {
			return load.awaitEnd(END);
		}
	}

	private static void connectOnce(int port) {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void closeNow(ServerSocket server) throws IOException {
		server.close();
	}

	/**
	 * Whether so many connections with unread bytes come to wait in the queue of the
	 * port.
	 */
	private static boolean queued(int port, int count) {
		String local = ":%04X ".formatted(port);
		Awaitility.await().until(() -> {
			try (Stream<String> lines = Stream.concat(Files.lines(Path.of("/proc/net/tcp")),
					Files.lines(Path.of("/proc/net/tcp6")))) {
				return lines.map((line) -> line.trim().split("\\s+"))
					.filter((fields) -> (fields[1] + " ").endsWith(local) && fields[3].equals("01"))
					.filter((fields) -> !fields[4].endsWith(":00000000"))
					.count() == count;
			}
		});
		return true;
	}

}
