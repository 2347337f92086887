package io.clusterboot.sample.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Connections to one and the same worker, which a client cannot choose: those that
 * another worker has accepted are given up.
 */
public final class WorkerConnections implements AutoCloseable {

	private static final int MOST_ATTEMPTS = 200;

	private final InetSocketAddress address;

	private final Duration timeout;

	private final List<HttpConnection> connections = new ArrayList<>();

	private WorkerConnections(InetSocketAddress address, Duration timeout) {
		this.address = address;
		this.timeout = timeout;
	}

	/**
	 * Open connections.
	 * @param port the port
	 * @param worker the index of the worker
	 * @param count how many connections
	 * @param timeout how long to wait for each answer
	 * @return the connections
	 */
	public static WorkerConnections open(int port, int worker, int count, Duration timeout) {
		WorkerConnections opened = new WorkerConnections(new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
				timeout);
		try {
			for (int i = 0; i < MOST_ATTEMPTS && opened.connections.size() < count; i++) {
				opened.open(worker);
			}
		}
		catch (IOException ex) {
			opened.close();
			throw new AssertionError("No answer from /whoami: " + ex, ex);
		}
		if (opened.connections.size() < count) {
			opened.close();
			throw new AssertionError("Worker " + worker + " accepted " + opened.connections.size() + " of "
					+ MOST_ATTEMPTS + " connections (expected: " + count + ")");
		}
		return opened;
	}

	private void open(int worker) throws IOException {
		HttpConnection connection = HttpConnection.open(this.address, this.timeout);
		try {
			connection.send(request("GET", "/whoami"), deadline());
			if (connection.receive(deadline()).worker() == worker) {
				this.connections.add(connection);
			}
		}
		finally {
			if (!this.connections.contains(connection)) {
				connection.close();
			}
		}
	}

	/**
	 * Send a request on each connection, and do not wait for an answer.
	 * @param method GET or POST
	 * @param path the path
	 */
	public void send(String method, String path) {
		try {
			for (HttpConnection connection : this.connections) {
				connection.send(request(method, path), deadline());
			}
		}
		catch (IOException ex) {
			throw new AssertionError(method + " " + path + " was not sent: " + ex, ex);
		}
	}

	/**
	 * Wait for an answer on each connection.
	 * @return the answers
	 */
	public List<HttpResponse> receive() {
		List<HttpResponse> responses = new ArrayList<>();
		try {
			for (HttpConnection connection : this.connections) {
				responses.add(connection.receive(deadline()));
			}
		}
		catch (IOException ex) {
			throw new AssertionError(
					"Answer " + (responses.size() + 1) + " of " + this.connections.size() + " did not come: " + ex, ex);
		}
		return responses;
	}

	@Override
	public void close() {
		this.connections.forEach(HttpConnection::close);
	}

	private byte[] request(String method, String path) {
		return HttpConnection.request(method, path, this.address.getPort(), "keep-alive",
				method.equals("POST") ? new byte[0] : null);
	}

	private long deadline() {
		return System.nanoTime() + this.timeout.toNanos();
	}

}
