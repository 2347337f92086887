package io.clusterboot.sample.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Asks a cluster all the time how many workers it has, and keeps the extremes.
 */
public final class ActiveSampler implements AutoCloseable {

	/*
	 * One thread asks, each time over a connection of its own; what it has seen is
	 * guarded by this object.
	 */

	private static final long INTERVAL_MILLIS = 20;

	private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);

	private static final int MAX_TEXTS = 20;

	private final InetSocketAddress address;

	private final CountDownLatch stop = new CountDownLatch(1);

	private final Thread thread = new Thread(this::run, "active-sampler");

	private final Set<String> clusterStates = new TreeSet<>();

	private final Set<String> workerStates = new TreeSet<>();

	private final List<String> failures = new ArrayList<>();

	private long count;

	private long failed;

	private @Nullable Range active;

	private @Nullable Range live;

	private @Nullable Range activeInAll;

	private String leastActive = "";

	private ActiveSampler(int port) {
		this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
		this.thread.setDaemon(true);
	}

	/**
	 * Begin to ask.
	 * @param port the port of the cluster
	 * @return the sampler, which has its first answer
	 */
	public static ActiveSampler start(int port) {
		ActiveSampler sampler = new ActiveSampler(port);
		sampler.thread.start();
		try {
			sampler.awaitSamples(1, REQUEST_TIMEOUT);
			return sampler;
		}
		catch (AssertionError ex) {
			sampler.close();
			throw ex;
		}
	}

	/**
	 * Wait until there are so many more answers.
	 * @param more how many
	 * @param timeout how long at most
	 */
	public void awaitSamples(int more, Duration timeout) {
		long goal = count() + more;
		try {
			Awaitility.await().pollDelay(Duration.ZERO).atMost(timeout).until(() -> count() >= goal);
		}
		catch (ConditionTimeoutException ex) {
			throw new AssertionError("No " + more + " answers within " + timeout + ": " + failures(), ex);
		}
	}

	/**
	 * Stop to ask.
	 * @return what was seen
	 */
	public Samples stop() {
		close();
		return samples();
	}

	@Override
	public void close() {
		this.stop.countDown();
		try {
			this.thread.join(REQUEST_TIMEOUT.toMillis() * 2);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private synchronized long count() {
		return this.count;
	}

	private synchronized List<String> failures() {
		return List.copyOf(this.failures);
	}

	private synchronized Samples samples() {
		if (this.active == null || this.live == null || this.activeInAll == null) {
			throw new AssertionError("No answer at all: " + this.failures);
		}
		return new Samples(this.count, this.failed, this.active, this.live, this.activeInAll,
				Set.copyOf(this.clusterStates), Set.copyOf(this.workerStates), this.leastActive, failures());
	}

	private void run() {
		try {
			do {
				ask();
			}
			while (!this.stop.await(INTERVAL_MILLIS, TimeUnit.MILLISECONDS));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void ask() {
		try {
			HttpResponse response = HttpConnection.get(this.address, "/actuator/cluster", REQUEST_TIMEOUT);
			if (response.status() == 200) {
				record(ClusterView.parse(response.text()));
			}
			else {
				failed("Status " + response.status() + ": " + response.text());
			}
		}
		catch (IOException | JacksonException ex) {
			failed(ex.toString());
		}
	}

	private synchronized void record(ClusterView view) {
		int active = (int) view.active();
		if (this.active == null || active < this.active.min()) {
			this.leastActive = view.toString();
		}
		this.count++;
		this.active = Range.with(this.active, active);
		this.live = Range.with(this.live, count(view, WorkerView::isAlive));
		this.activeInAll = Range.with(this.activeInAll, count(view, WorkerView::isActive));
		this.clusterStates.add(view.state());
		view.processes().forEach((worker) -> this.workerStates.add(worker.state()));
	}

	private static int count(ClusterView view, Predicate<WorkerView> which) {
		return (int) view.processes().stream().filter(which).count();
	}

	private synchronized void failed(String text) {
		this.failed++;
		if (this.failures.size() < MAX_TEXTS) {
			this.failures.add(text);
		}
	}

	/**
	 * What a sampler has seen.
	 *
	 * @param count how many answers it got
	 * @param failed how often it got none
	 * @param active holders of an index that are active
	 * @param live processes that have not ended, with an index and without
	 * @param activeInAll processes that are active, with an index and without
	 * @param clusterStates the states of the cluster
	 * @param workerStates the states of workers, with an index and without
	 * @param leastActive the first answer with the fewest active holders of an index
	 * @param failures the first failures
	 */
	public record Samples(long count, long failed, Range active, Range live, Range activeInAll,
			Set<String> clusterStates, Set<String> workerStates, String leastActive, List<String> failures) {
	}

	/**
	 * The extremes of a number.
	 *
	 * @param min the least
	 * @param max the most
	 */
	public record Range(int min, int max) {

		private static Range with(@Nullable Range range, int value) {
			return (range == null) ? new Range(value, value)
					: new Range(Math.min(range.min, value), Math.max(range.max, value));
		}

	}

}
