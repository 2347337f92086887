package io.clusterboot.sample.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Visitors of the shop, each with a session, who fill their carts and count.
 */
public final class CartLoad implements AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private static final int MAX_PROBLEMS = 20;

	private final InetSocketAddress address;

	private final List<Thread> clients = new ArrayList<>();

	private final Collection<Visitor> visitors = new ConcurrentLinkedQueue<>();

	private final AtomicInteger answers = new AtomicInteger();

	private final AtomicInteger served = new AtomicInteger();

	private final AtomicLong longest = new AtomicLong();

	private final AtomicInteger brokenOff = new AtomicInteger();

	private final Collection<String> problems = new ConcurrentLinkedQueue<>();

	private final Map<Integer, Integer> statuses = new TreeMap<>();

	private final Duration pause;

	private volatile boolean stopped;

	private CartLoad(int port, Duration pause) {
		this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
		this.pause = pause;
	}

	/**
	 * Let visitors come.
	 * @param port where the shop is
	 * @param visitors how many there are
	 * @param connections how many connections they share, each used by one at a time
	 * @param pause how long each connection rests after an answer
	 * @return the load, until it is stopped
	 */
	public static CartLoad on(int port, int visitors, int connections, Duration pause) {
		CartLoad load = new CartLoad(port, pause);
		for (int client = 0; client < connections; client++) {
			int count = visitors / connections + ((client < visitors % connections) ? 1 : 0);
			List<Visitor> own = IntStream.range(0, count).mapToObj((i) -> new Visitor(port, TIMEOUT)).toList();
			load.visitors.addAll(own);
			load.clients.add(new Thread(() -> load.serve(own), "visitors-" + client));
		}
		load.clients.forEach(Thread::start);
		return load;
	}

	private void serve(List<Visitor> own) {
		HttpConnection connection = null;
		try {
			for (int next = 0; !this.stopped; next = (next + 1) % own.size()) {
				connection = exchange(connection, own.get(next)::goOn);
				LockSupport.parkNanos(this.pause.toNanos());
			}
		}
		finally {
			close(connection);
		}
	}

	/*
	 * Answers with the connection to go on with.
	 */
	private @Nullable HttpConnection exchange(@Nullable HttpConnection kept, Exchange exchange) {
		HttpConnection connection = kept;
		try {
			connection = (kept != null && kept.idle() == HttpConnection.Idle.OPEN) ? kept : reopened(kept);
			long begin = System.nanoTime();
			HttpResponse response = exchange.over(connection);
			count(response, System.nanoTime() - begin);
			return response.closes() ? close(connection) : connection;
		}
		catch (Visitor.LostException ex) {
			problem(String.valueOf(ex.getMessage()));
			return close(connection);
		}
		catch (IOException ex) {
			this.brokenOff.incrementAndGet();
			return close(connection);
		}
	}

	private HttpConnection reopened(@Nullable HttpConnection kept) throws IOException {
		close(kept);
		return HttpConnection.open(this.address, TIMEOUT);
	}

	private static @Nullable HttpConnection close(@Nullable HttpConnection connection) {
		if (connection != null) {
			connection.close();
		}
		return null;
	}

	private void count(HttpResponse response, long nanos) {
		this.answers.incrementAndGet();
		this.longest.accumulateAndGet(nanos, Math::max);
		if (response.status() == 200) {
			this.served.incrementAndGet();
		}
		synchronized (this.statuses) {
			this.statuses.merge(response.status(), 1, Integer::sum);
		}
	}

	private void problem(String text) {
		if (this.problems.size() < MAX_PROBLEMS) {
			this.problems.add(text);
		}
	}

	/**
	 * How many requests were answered so far.
	 * @return the number, of any status
	 */
	public int answers() {
		return this.answers.get();
	}

	/**
	 * Wait for further requests that are answered with success.
	 * @param count how many
	 * @param timeout how long at most
	 * @return how long it took
	 */
	public Duration awaitServed(int count, Duration timeout) {
		long begin = System.nanoTime();
		int target = this.served.get() + count;
		Awaitility.await().pollInterval(Duration.ofMillis(20)).atMost(timeout).until(() -> this.served.get() >= target);
		return Duration.ofNanos(System.nanoTime() - begin);
	}

	/**
	 * How long the longest answer since the last time took, of any status.
	 * @return the time
	 */
	public Duration longestAnswer() {
		return Duration.ofNanos(this.longest.getAndSet(0));
	}

	/**
	 * Let the visitors finish what they do, and look at all carts once more.
	 * @return what they have seen
	 */
	public Report stop() {
		close();
		HttpConnection connection = null;
		for (Visitor visitor : this.visitors) {
			connection = exchange(connection, visitor::look);
		}
		close(connection);
		synchronized (this.statuses) {
			return new Report(answers(), this.brokenOff.get(), new TreeMap<>(this.statuses),
					this.visitors.stream().mapToInt(Visitor::quantity).sum(), List.copyOf(this.problems));
		}
	}

	@Override
	public void close() {
		this.stopped = true;
		for (Thread client : this.clients) {
			try {
				client.join();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return;
			}
		}
	}

	/**
	 * One request and its response.
	 */
	private interface Exchange {

		HttpResponse over(HttpConnection connection) throws IOException;

	}

	/**
	 * What the visitors have seen.
	 *
	 * @param answers how many requests were answered
	 * @param brokenOff how many were not, for a worker died over them
	 * @param statuses how many answers had which status
	 * @param inCarts how much is in all carts together
	 * @param problems what was lost
	 */
	public record Report(int answers, int brokenOff, Map<Integer, Integer> statuses, int inCarts,
			List<String> problems) {
	}

}
