package io.clusterboot.sample.harness;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;

import org.jspecify.annotations.Nullable;

/**
 * One client of a load: sends a request, waits for its end, sends the next.
 */
final class LoadClient implements Runnable {

	/**
	 * How long a client that could not connect waits, so that it does not only burn time.
	 */
	private static final Duration AFTER_FAILED_CONNECT = Duration.ofMillis(20);

	private final String name;

	private final Plan plan;

	private final boolean keepAlive;

	private final byte @Nullable [] body;

	private final LoadRecorder recorder;

	private final CountDownLatch stop;

	private @Nullable HttpConnection connection;

	private boolean answered;

	private volatile int worker = HttpResponse.UNKNOWN_WORKER;

	LoadClient(String name, Plan plan, boolean keepAlive, int bodySize, LoadRecorder recorder, CountDownLatch stop) {
		this.name = name;
		this.plan = plan;
		this.keepAlive = keepAlive;
		this.body = (bodySize > 0) ? new byte[bodySize] : null;
		this.recorder = recorder;
		this.stop = stop;
	}

	String name() {
		return this.name;
	}

	boolean isKeepAlive() {
		return this.keepAlive;
	}

	/**
	 * Who answered last on the connection that is open now, if anybody has.
	 */
	int worker() {
		return this.worker;
	}

	@Override
	public void run() {
		Random random = new Random(this.name.hashCode());
		long end = System.nanoTime() + this.plan.maxDuration().toNanos();
		try {
			for (long sent = 0; sent < this.plan.requestsPerClient() && System.nanoTime() < end;) {
				if (this.stop.getCount() == 0) {
					return;
				}
				if (this.body != null) {
					random.nextBytes(this.body);
				}
				Result result = request();
				sent += (result == Result.NOT_SENT) ? 0 : 1;
				if (pause((result == Result.NOT_CONNECTED) ? AFTER_FAILED_CONNECT : this.plan.pause())) {
					return;
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			disconnect();
		}
	}

	private boolean pause(Duration duration) throws InterruptedException {
		return !duration.isZero() && this.stop.await(duration.toNanos(), TimeUnit.NANOSECONDS);
	}

	private Result request() {
		long begun = System.nanoTime();
		HttpConnection current = reusable();
		if (current == null) {
			try {
				current = connect();
			}
			catch (IOException ex) {
				failed(connectOutcome(ex), begun, true, false, ex.toString());
				return Result.NOT_CONNECTED;
			}
		}
		return exchange(current, begun);
	}

	private @Nullable HttpConnection reusable() {
		if (this.connection == null) {
			return null;
		}
		HttpConnection.Idle idle = this.connection.idle();
		if (idle == HttpConnection.Idle.OPEN) {
			return this.connection;
		}
		this.recorder.idleEnded(idle);
		disconnect();
		return null;
	}

	private HttpConnection connect() throws IOException {
		HttpConnection opened = HttpConnection.open(this.plan.address(), this.plan.connectTimeout());
		this.connection = opened;
		this.answered = false;
		this.recorder.connected();
		return opened;
	}

	private Outcome connectOutcome(IOException ex) {
		String message = String.valueOf(ex.getMessage());
		if (ex instanceof SocketTimeoutException || message.contains("timed out")) {
			return Outcome.CONNECT_TIMEOUT;
		}
		return (ex instanceof ConnectException && message.contains("refused")) ? Outcome.REFUSED
				: Outcome.CONNECT_FAILED;
	}

	private Result exchange(HttpConnection current, long begun) {
		long deadline = begun + this.plan.requestTimeout().toNanos();
		IOException writeFailure = null;
		try {
			current.send(
					HttpConnection.request((this.body != null) ? "POST" : "GET", this.plan.path(),
							this.plan.address().getPort(), this.keepAlive ? "keep-alive" : "close", this.body),
					deadline);
		}
		catch (IOException ex) {
			if (this.answered && current.written() == 0 && !(ex instanceof SocketTimeoutException)) {
				// It ended after the look at it and before the first byte of the request
				this.recorder.idleEnded(HttpConnection.Idle.RESET);
				disconnect();
				return Result.NOT_SENT;
			}
			// why go on: the server may have answered before it ended the connection
			writeFailure = ex;
		}
		try {
			received(current, current.receive(deadline), begun);
		}
		catch (IOException ex) {
			String text = (writeFailure != null) ? ex + ", after writing failed with " + writeFailure : ex.toString();
			failed(responseOutcome(ex), begun, !this.answered, current.hasReceived(), text);
			disconnect();
		}
		return Result.ENDED;
	}

	private void received(HttpConnection current, HttpResponse response, long begun) {
		int from = this.plan.worker().applyAsInt(response);
		if (response.status() != 200) {
			failed(Outcome.BAD_STATUS, begun, !this.answered, true,
					"Status " + response.status() + " from worker " + from + ": " + abbreviate(response.text()));
		}
		else if (this.body != null && !Arrays.equals(this.body, response.body())) {
			failed(Outcome.BAD_BODY, begun, !this.answered, true, "Echo of " + this.body.length + " bytes came back as "
					+ response.body().length + " other bytes from worker " + from);
		}
		else if (current.hasSurplus()) {
			failed(Outcome.BAD_BODY, begun, !this.answered, true, "More bytes than announced from worker " + from);
			disconnect();
			return;
		}
		else {
			this.recorder.answered(this.name, from, response.version(), begun);
		}
		this.answered = true;
		this.worker = from;
		if (!this.keepAlive || response.closes()) {
			disconnect();
		}
	}

	private Outcome responseOutcome(IOException ex) {
		if (ex instanceof MalformedResponseException malformed) {
			return malformed.isInBody() ? Outcome.BAD_BODY : Outcome.BAD_STATUS;
		}
		if (ex instanceof SocketTimeoutException) {
			return Outcome.LOST_TIMEOUT;
		}
		return (ex instanceof EOFException) ? Outcome.LOST_EOF : Outcome.LOST_RESET;
	}

	private void failed(Outcome outcome, long begun, boolean first, boolean responseStarted, String text) {
		this.recorder.failed(new Failure(Instant.now(), Duration.ofNanos(System.nanoTime() - begun), outcome, this.name,
				this.worker, first, responseStarted, text));
	}

	private void disconnect() {
		if (this.connection != null) {
			this.connection.close();
			this.connection = null;
		}
		this.worker = HttpResponse.UNKNOWN_WORKER;
	}

	private static String abbreviate(String text) {
		return (text.length() <= 200) ? text : text.substring(0, 200) + "...";
	}

	/**
	 * What all clients of a load have in common.
	 */
	record Plan(InetSocketAddress address, String path, Duration pause, Duration connectTimeout,
			Duration requestTimeout, Duration maxDuration, long requestsPerClient, ToIntFunction<HttpResponse> worker) {
	}

	private enum Result {

		ENDED, NOT_CONNECTED, NOT_SENT

	}

}
