package io.clusterboot.sample.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests that workers have begun to serve and cannot finish until {@link #release()}.
 */
public final class RequestGate implements AutoCloseable {

	/*
	 * Each request is a POST whose body is withheld after its first byte, so that the
	 * thread that serves it is blocked in a read. It asks for "100 Continue" first: the
	 * interim response is the proof that a worker has the request, and it is not merely
	 * in the kernel's queue.
	 */

	private static final String BODY = "held".repeat(16);

	private static final byte[] FIRST = BODY.substring(0, 1).getBytes(StandardCharsets.US_ASCII);

	private static final byte[] REST = BODY.substring(1).getBytes(StandardCharsets.US_ASCII);

	private final Duration timeout;

	private final List<HttpConnection> connections = new ArrayList<>();

	private RequestGate(Duration timeout) {
		this.timeout = timeout;
	}

	/**
	 * Send requests and return when workers are serving all of them.
	 * @param port the port
	 * @param path an endpoint that echoes what is posted to it
	 * @param count how many requests
	 * @param timeout how long to wait for that, and later for the responses
	 * @return the gate, shut
	 */
	public static RequestGate hold(int port, String path, int count, Duration timeout) {
		RequestGate gate = new RequestGate(timeout);
		try {
			InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
			for (int i = 0; i < count; i++) {
				gate.connections.add(gate.begin(address, path));
			}
			return gate;
		}
		catch (IOException ex) {
			gate.close();
			throw new AssertionError("Request %d of %d to %s was not taken up within %s: %s"
				.formatted(gate.connections.size() + 1, count, path, timeout, ex), ex);
		}
	}

	private HttpConnection begin(InetSocketAddress address, String path) throws IOException {
		long deadline = deadline();
		HttpConnection connection = HttpConnection.open(address, this.timeout);
		try {
			String head = "POST " + path + " HTTP/1.1\r\nHost: localhost:" + address.getPort()
					+ "\r\nContent-Type: application/octet-stream\r\nContent-Length: " + BODY.length()
					+ "\r\nExpect: 100-continue\r\n\r\n";
			connection.send(head.getBytes(StandardCharsets.ISO_8859_1), deadline);
			HttpResponse interim = connection.receiveAny(deadline);
			if (interim.status() != 100) {
				throw new IOException("Status " + interim.status() + " (expected: 100): " + interim.text());
			}
			connection.send(FIRST, deadline);
			return connection;
		}
		catch (IOException ex) {
			connection.close();
			throw ex;
		}
	}

	/**
	 * Send what was withheld, and check that every request is answered completely, with
	 * 200 and its own body.
	 * @return the responses
	 */
	public List<HttpResponse> release() {
		List<HttpResponse> responses = new ArrayList<>();
		List<String> failures = new ArrayList<>();
		for (int i = 0; i < this.connections.size(); i++) {
			try {
				responses.add(finish(this.connections.get(i)));
			}
			catch (IOException ex) {
				failures.add("held request " + i + ": " + ex);
			}
		}
		close();
		if (!failures.isEmpty()) {
			throw new AssertionError(failures.size() + " of " + (failures.size() + responses.size())
					+ " held requests were not answered: " + failures);
		}
		return responses;
	}

	private HttpResponse finish(HttpConnection connection) throws IOException {
		long deadline = deadline();
		connection.send(REST, deadline);
		HttpResponse response = connection.receive(deadline);
		if (response.status() != 200 || !response.text().equals(BODY)) {
			throw new IOException(
					"Status " + response.status() + ", body '" + response.text() + "' (expected: 200, '" + BODY + "')");
		}
		return response;
	}

	/**
	 * How many requests are held.
	 * @return the number
	 */
	public int held() {
		return this.connections.size();
	}

	@Override
	public void close() {
		this.connections.forEach(HttpConnection::close);
		this.connections.clear();
	}

	private long deadline() {
		return System.nanoTime() + this.timeout.toNanos();
	}

}
