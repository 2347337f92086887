package io.clusterboot.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.clusterboot.sample.harness.ClusterProcess;
import io.clusterboot.sample.harness.Http2Connection;
import io.clusterboot.sample.harness.SocketClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what a reload means to those who stay for longer than a request.
 */
@Timeout(300)
class ReloadStreamIntegrationTests {

	private static final Duration SOON = Duration.ofSeconds(40);

	/*
	 * Less than a fourth of the time to drain, and enough for a busy machine.
	 */
	private static final int PAUSE_MILLIS = 20;

	private static final Duration WITHOUT_WAITING = Duration.ofSeconds(7);

	private static final int STREAM_SECONDS = 20;

	private static final int HTTP2_CLIENTS = 3;

	private static final int MOST_ATTEMPTS = 100;

	private final ExecutorService executor = Executors.newCachedThreadPool();

	@TempDir
	private Path directory;

	@Test
	void reloadEndsStreamsInOrderAndSendsSocketsAway() throws Exception {
		try (ClusterProcess cluster = SampleCluster.reloadable(this.directory, 2)
			.arguments("--server.http2.enabled=true")
			.start()) {
			SortedMap<Integer, Long> pids = cluster.awaitActive(2);
			try (SocketClient first = socketOf(cluster, List.of(pids.get(0)));
					SocketClient second = socketOf(cluster, List.of(pids.get(1)))) {
				CountDownLatch over = new CountDownLatch(1);
				List<Future<Requests>> clients = startHttp2Clients(cluster, over);
				cluster.signal("HUP");
				cluster.awaitLog("Worker 0 \\(pid \\d+\\) is starting \\(generation 2\\)", SOON);
				Future<List<String>> stream = streamOf(cluster, 0);
				assertSentAwayWhileOthersAreServed(cluster, first, pids.get(0), stream);
				assertThat(stream.get()).last().isEqualTo("end");
				assertSentAwayAndNotWaitedFor(cluster, second, pids.get(1));
				assertThat(Reload.await(cluster, 1).result()).as(cluster::explain).isEqualTo("SUCCEEDED");
				over.countDown();
				assertAllAnswered(clients, cluster);
			}
			Collection<Long> successors = cluster.awaitGeneration(2, 2, SOON)
				.workers()
				.stream()
				.map((worker) -> worker.pid())
				.toList();
			assertThat(successors).doesNotContainAnyElementsOf(pids.values());
			try (SocketClient next = SocketClient.connect(cluster.port(), "/socket")) {
				assertThat(successors).contains(pid(next));
				next.leave();
			}
			cluster.signal("TERM");
			assertThat(cluster.awaitExit(SOON)).as(cluster::explain).isZero();
			cluster.assertNothingLeft();
		}
		finally {
			this.executor.shutdownNow();
		}
	}

	private static void assertSentAwayWhileOthersAreServed(ClusterProcess cluster, SocketClient socket, long pid,
			Future<?> stream) {
		cluster.awaitLog("Worker 0 \\(pid " + pid + "\\) is shutting down \\(reload\\)", SOON);
		assertThat(stream.isDone()).as("the stream is over").isFalse();
		assertThat(socket.awaitClose(SOON)).isEqualTo(1001);
		assertThat(stream.isDone()).as("the stream is over").isFalse();
		assertThat(cluster.countLog("Worker 0 \\(pid " + pid + "\\) has ended")).as(cluster::explain).isZero();
	}

	private static void assertSentAwayAndNotWaitedFor(ClusterProcess cluster, SocketClient socket, long pid) {
		cluster.awaitLog("Worker 1 \\(pid " + pid + "\\) is shutting down \\(reload\\)", SOON);
		long start = System.nanoTime();
		assertThat(socket.awaitClose(SOON)).isEqualTo(1001);
		cluster.awaitLog("Worker 1 \\(pid " + pid + "\\) has ended", SOON);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).as(cluster::explain).isLessThan(WITHOUT_WAITING);
	}

	private static SocketClient socketOf(ClusterProcess cluster, Collection<Long> pids) {
		for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
			SocketClient socket = SocketClient.connect(cluster.port(), "/socket");
			if (pids.contains(pid(socket))) {
				return socket;
			}
			socket.leave();
			socket.awaitClose(SOON);
		}
		throw new AssertionError("No socket of " + pids + " in " + MOST_ATTEMPTS + " attempts\n" + cluster.explain());
	}

	private static long pid(SocketClient socket) {
		String answer = socket.send("who");
		assertThat(answer).endsWith(":who");
		return Long.parseLong(answer.substring(0, answer.indexOf(':')));
	}

	private Future<List<String>> streamOf(ClusterProcess cluster, int index) throws Exception {
		HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
		HttpRequest request = HttpRequest
			.newBuilder(
					URI.create("http://127.0.0.1:" + cluster.port() + "/stream?everyMs=100&seconds=" + STREAM_SECONDS))
			.build();
		for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
			java.net.http.HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
			if (response.headers().firstValue("X-Worker").orElse("").equals(Integer.toString(index))) {
				return this.executor.submit(() -> lines(response.body()));
			}
			response.body().close();
		}
		throw new AssertionError(
				"No stream of worker " + index + " in " + MOST_ATTEMPTS + " attempts\n" + cluster.explain());
	}

	private static List<String> lines(InputStream body) throws IOException {
		List<String> lines = new ArrayList<>();
		try (BufferedReader reader = new BufferedReader(new InputStreamReader(body))) {
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				lines.add(line);
			}
		}
		return lines;
	}

	private List<Future<Requests>> startHttp2Clients(ClusterProcess cluster, CountDownLatch over) {
		InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), cluster.port());
		Callable<Requests> client = () -> request(address, over);
		return Stream.generate(() -> this.executor.submit(client)).limit(HTTP2_CLIENTS).toList();
	}

	/**
	 * Over one connection, until the server says that it goes away; then over another.
	 */
	private static Requests request(InetSocketAddress address, CountDownLatch over)
			throws IOException, InterruptedException {
		int answers = 0;
		int goodbyes = 0;
		while (!isOver(over)) {
			try (Http2Connection connection = Http2Connection.open(address, SOON)) {
				while (!isOver(over) && !connection.goesAway()) {
					assertThat(answer(connection)).contains("\"count\":2");
					answers++;
				}
				goodbyes += connection.goesAway() ? 1 : 0;
			}
		}
		return new Requests(answers, goodbyes);
	}

	private static boolean isOver(CountDownLatch over) throws InterruptedException {
		return over.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
	}

	private static String answer(Http2Connection connection) throws IOException {
		try {
			connection.request("/whoami");
		}
		catch (IOException ex) {
			// why go on: the goodbye may be there to be read
		}
		return connection.answer();
	}

	private static void assertAllAnswered(List<Future<Requests>> clients, ClusterProcess cluster)
			throws InterruptedException {
		for (Future<Requests> client : clients) {
			try {
				Requests requests = client.get();
				assertThat(requests.answers()).isGreaterThan(20);
				assertThat(requests.goodbyes()).isPositive();
			}
			catch (ExecutionException ex) {
				throw new AssertionError("A request was not answered: " + ex.getCause() + "\n" + cluster.explain(), ex);
			}
		}
	}

	/**
	 * What one client has seen.
	 *
	 * @param answers how many answers
	 * @param goodbyes how often it was told to go
	 */
	private record Requests(int answers, int goodbyes) {
	}

}
