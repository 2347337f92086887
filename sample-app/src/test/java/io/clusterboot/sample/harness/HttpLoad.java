package io.clusterboot.sample.harness;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A load of blocking clients that never retry, so that what it counts is what a client of
 * the most honest kind would see.
 */
public final class HttpLoad implements AutoCloseable {

	/*
	 * One thread per client. A client's connection belongs to its thread; the recorder is
	 * shared and locks. A request is counted once, when it ends. A connection that the
	 * server ends while no byte of a request has been written on it is not a failure: the
	 * client looks before it writes. Once the first byte is written the request is
	 * answered completely or lost, even if the server's end of the connection was on its
	 * way already. Of a fresh connection even that is lost: somebody had connected and
	 * was not served.
	 */

	private final LoadRecorder recorder = new LoadRecorder();

	private final CountDownLatch stop = new CountDownLatch(1);

	private final Duration stopTimeout;

	private final List<LoadClient> clients;

	private final List<Thread> threads = new ArrayList<>();

	private final long started;

	private volatile long stopped;

	private HttpLoad(Builder builder) {
		LoadClient.Plan plan = builder.plan();
		this.stopTimeout = plan.connectTimeout().plus(plan.requestTimeout()).plusSeconds(5);
		List<LoadClient> clients = new ArrayList<>();
		for (int i = 0; i < builder.keepAlive; i++) {
			clients.add(new LoadClient("keep-alive-" + i, plan, true, 0, this.recorder, this.stop));
		}
		for (int i = 0; i < builder.connectionPerRequest; i++) {
			clients.add(new LoadClient("per-request-" + i, plan, false, 0, this.recorder, this.stop));
		}
		for (int i = 0; i < builder.posting; i++) {
			clients.add(new LoadClient("posting-" + i, plan, true, builder.bytes, this.recorder, this.stop));
		}
		this.clients = List.copyOf(clients);
		this.started = System.nanoTime();
		for (LoadClient client : this.clients) {
			Thread thread = new Thread(client, "load-" + client.name());
			thread.setDaemon(true);
			thread.start();
			this.threads.add(thread);
		}
	}

	/**
	 * A load on a port of this machine's loopback interface.
	 * @param port the port
	 * @return what to configure and start
	 */
	public static Builder on(int port) {
		return new Builder(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
	}

	/**
	 * How many clients hold a connection that the given worker answered last, or that
	 * nobody has answered yet, among those that keep theirs.
	 * @param worker the index
	 * @return the number of clients
	 */
	public int keptConnections(int worker) {
		return (int) this.clients.stream()
			.filter(LoadClient::isKeepAlive)
			.filter((client) -> client.worker() == worker || client.worker() == HttpResponse.UNKNOWN_WORKER)
			.count();
	}

	/**
	 * What has been counted so far.
	 * @return the report
	 */
	public Report report() {
		long end = (this.stopped != 0) ? this.stopped : System.nanoTime();
		return this.recorder.report(Duration.ofNanos(end - this.started));
	}

	/**
	 * Wait until so many more requests have been answered.
	 * @param count how many
	 * @param timeout how long at most
	 */
	public void awaitAnswers(long count, Duration timeout) {
		long goal = this.recorder.count(Outcome.OK) + count;
		try {
			Awaitility.await().atMost(timeout).until(() -> this.recorder.count(Outcome.OK) >= goal);
		}
		catch (ConditionTimeoutException ex) {
			throw new AssertionError("No " + count + " answers within " + timeout + ": " + report(), ex);
		}
	}

	/**
	 * Wait until all clients have sent as many requests as they were told to.
	 * @param timeout how long at most
	 * @return the report
	 */
	public Report awaitEnd(Duration timeout) {
		join(timeout, "end");
		return stop();
	}

	/**
	 * Let every client finish the request it is in, and end.
	 * @return the report
	 */
	public Report stop() {
		this.stop.countDown();
		join(this.stopTimeout, "stop");
		if (this.stopped == 0) {
			this.stopped = System.nanoTime();
		}
		return report();
	}

	@Override
	public void close() {
		stop();
	}

	private void join(Duration timeout, String what) {
		long deadline = System.nanoTime() + timeout.toNanos();
		try {
			for (Thread thread : this.threads) {
				thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
				if (thread.isAlive()) {
					throw new AssertionError(
							"%s did not %s within %s: %s".formatted(thread.getName(), what, timeout, report()));
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError("Interrupted while the load was to " + what, ex);
		}
	}

	/**
	 * Says who sends what, and starts it.
	 */
	public static final class Builder {

		private static final int MAX_CLIENTS = 512;

		private static final int MAX_BYTES = 1024 * 1024;

		private final InetSocketAddress address;

		private String path = "/whoami";

		private int keepAlive;

		private int connectionPerRequest;

		private int posting;

		private int bytes;

		private Duration pause = Duration.ZERO;

		private Duration connectTimeout = Duration.ofSeconds(10);

		private Duration requestTimeout = Duration.ofSeconds(30);

		private Duration maxDuration = Duration.ofMinutes(15);

		private long requestsPerClient = 10_000_000;

		private ToIntFunction<HttpResponse> worker = HttpResponse::worker;

		private Builder(InetSocketAddress address) {
			this.address = address;
		}

		public Builder path(String path) {
			this.path = path;
			return this;
		}

		/**
		 * Clients that keep their connection as long as the server does.
		 * @param clients how many
		 * @return this builder
		 */
		public Builder keepAlive(int clients) {
			this.keepAlive = clients;
			return this;
		}

		/**
		 * Clients that open a connection for every request.
		 * @param clients how many
		 * @return this builder
		 */
		public Builder connectionPerRequest(int clients) {
			this.connectionPerRequest = clients;
			return this;
		}

		/**
		 * Clients that keep their connection, post random bytes and want them back.
		 * @param clients how many
		 * @param bytes the size of each body
		 * @return this builder
		 */
		public Builder posting(int clients, int bytes) {
			if (bytes < 1 || bytes > MAX_BYTES) {
				throw new IllegalArgumentException("bytes: " + bytes + " (expected: 1 to " + MAX_BYTES + ")");
			}
			this.posting = clients;
			this.bytes = bytes;
			return this;
		}

		/**
		 * How long each client waits between two requests.
		 * @param pause how long
		 * @return this builder
		 */
		public Builder pause(Duration pause) {
			this.pause = pause;
			return this;
		}

		public Builder connectTimeout(Duration connectTimeout) {
			this.connectTimeout = connectTimeout;
			return this;
		}

		/**
		 * The time from before the connect to the last byte of the response, after which
		 * a request is lost.
		 * @param requestTimeout how long
		 * @return this builder
		 */
		public Builder requestTimeout(Duration requestTimeout) {
			this.requestTimeout = requestTimeout;
			return this;
		}

		/**
		 * When clients end by themselves, if nobody stops them.
		 * @param maxDuration after how long
		 * @return this builder
		 */
		public Builder maxDuration(Duration maxDuration) {
			this.maxDuration = maxDuration;
			return this;
		}

		/**
		 * How many requests each client sends before it ends by itself.
		 * @param requests how many
		 * @return this builder
		 */
		public Builder requestsPerClient(long requests) {
			this.requestsPerClient = requests;
			return this;
		}

		/**
		 * How to tell from a response which worker sent it.
		 * @param worker gives the index
		 * @return this builder
		 */
		public Builder worker(ToIntFunction<HttpResponse> worker) {
			this.worker = worker;
			return this;
		}

		public HttpLoad start() {
			int clients = this.keepAlive + this.connectionPerRequest + this.posting;
			if (clients < 1 || clients > MAX_CLIENTS) {
				throw new IllegalArgumentException("clients: " + clients + " (expected: 1 to " + MAX_CLIENTS + ")");
			}
			if (this.posting > 0 && clients > this.posting) {
				throw new IllegalArgumentException("Clients that post and clients that get need a load each");
			}
			return new HttpLoad(this);
		}

		private LoadClient.Plan plan() {
			return new LoadClient.Plan(this.address, this.path, this.pause, this.connectTimeout, this.requestTimeout,
					this.maxDuration, this.requestsPerClient, this.worker);
		}

	}

	/**
	 * What a load has counted.
	 *
	 * @param elapsed how long it ran
	 * @param outcomes how many requests ended how
	 * @param perWorker how many requests each worker answered
	 * @param sightings which version answered which client, and when
	 * @param perhapsNeverAccepted how many of the lost ones may never have left the
	 * kernel's queue
	 * @param connections how many connections were opened
	 * @param closedIdle how many connections the server closed between two requests
	 * @param resetIdle how many connections the server reset between two requests
	 * @param surplusIdle on how many connections the server said something unasked
	 * @param p50 half of the answers took no longer
	 * @param p99 of a hundred answers, ninety-nine took no longer
	 * @param max no answer took longer
	 * @param failures the first failures
	 */
	public record Report(Duration elapsed, Map<Outcome, Long> outcomes, SortedMap<Integer, Long> perWorker,
			List<Sighting> sightings, long perhapsNeverAccepted, long connections, long closedIdle, long resetIdle,
			long surplusIdle, Duration p50, Duration p99, Duration max, List<Failure> failures) {

		public long count(Outcome outcome) {
			return this.outcomes.getOrDefault(outcome, 0L);
		}

		public long total() {
			return this.outcomes.values().stream().mapToLong(Long::longValue).sum();
		}

		public long ok() {
			return count(Outcome.OK);
		}

		public long refused() {
			return count(Outcome.REFUSED);
		}

		/**
		 * The requests that were sent and not answered.
		 * @return how many
		 */
		public long lost() {
			return this.outcomes.entrySet()
				.stream()
				.filter((entry) -> entry.getKey().isLost())
				.mapToLong(Map.Entry::getValue)
				.sum();
		}

		/**
		 * The lost requests of which it is certain that a worker had accepted them.
		 * @return how many
		 */
		public long lostAccepted() {
			return lost() - this.perhapsNeverAccepted;
		}

		/**
		 * The requests that were not answered as they should be, for whatever reason.
		 * @return how many
		 */
		public long failed() {
			return total() - ok();
		}

		/**
		 * The share of the busiest worker over the share of the least busy one, of those
		 * that answered anything.
		 * @return the ratio, at least 1
		 */
		public double busiestToLeast() {
			return (double) Collections.max(this.perWorker.values()) / Collections.min(this.perWorker.values());
		}

		/**
		 * How many requests each version answered, where
		 * {@link HttpResponse#UNKNOWN_VERSION} is one too.
		 * @return the numbers by version
		 */
		public SortedMap<String, Long> perVersion() {
			return this.sightings.stream()
				.collect(Collectors.toMap(Sighting::version, Sighting::count, Long::sum, TreeMap::new));
		}

		/**
		 * When any client had its first answer from a version.
		 * @param version the version
		 * @return the moment by {@link System#nanoTime()}, empty if none had any
		 */
		public OptionalLong firstSeen(String version) {
			return of(version).mapToLong(Sighting::firstSeen).min();
		}

		/**
		 * When any client had its last answer from a version.
		 * @param version the version
		 * @return the moment by {@link System#nanoTime()}, empty if none had any
		 */
		public OptionalLong lastSeen(String version) {
			return of(version).mapToLong(Sighting::lastSeen).max();
		}

		/**
		 * The clients that began a request after a moment and were answered by the given
		 * version. Requests that were under way at that moment do not count.
		 * @param version the version
		 * @param moment the moment by {@link System#nanoTime()}
		 * @return their names
		 */
		public List<String> clientsServedBy(String version, long moment) {
			return of(version).filter((sighting) -> sighting.lastAsked() - moment > 0).map(Sighting::client).toList();
		}

		private Stream<Sighting> of(String version) {
			return this.sightings.stream().filter((sighting) -> sighting.version().equals(version));
		}

		@Override
		public String toString() {
			StringBuilder text = new StringBuilder();
			text.append("%d requests in %.1f s over %d connections: %d ok, %d lost (%d perhaps never accepted)"
				.formatted(total(), this.elapsed.toMillis() / 1000.0, this.connections, ok(), lost(),
						this.perhapsNeverAccepted));
			this.outcomes.forEach((outcome, count) -> {
				if (outcome != Outcome.OK) {
					text.append(", ").append(count).append(' ').append(outcome);
				}
			});
			text.append("%n  answered per worker: %s, per version: %s".formatted(this.perWorker, perVersion()));
			text.append("%n  latency p50 %.2f ms, p99 %.2f ms, max %.2f ms".formatted(millis(this.p50),
					millis(this.p99), millis(this.max)));
			text.append("%n  idle connections closed %d, reset %d, with unasked bytes %d".formatted(this.closedIdle,
					this.resetIdle, this.surplusIdle));
			this.failures.forEach((failure) -> text.append("%n  ".formatted()).append(failure));
			return text.toString();
		}

		private static double millis(Duration duration) {
			return duration.toNanos() / 1_000_000.0;
		}

	}

}
