package io.clusterboot.sample.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server on loopback that treats each connection as a test tells it to.
 */
final class ToyServer implements AutoCloseable {

	private final ServerSocket server;

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final CountDownLatch closing = new CountDownLatch(1);

	private final AtomicInteger connections = new AtomicInteger();

	private ToyServer(Treatment treatment) throws IOException {
		this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		start(() -> {
			while (true) {
				Socket socket = this.server.accept();
				this.sockets.add(socket);
				int number = this.connections.getAndIncrement();
				start(() -> {
					try (socket) {
						treatment.treat(new Client(socket, number));
					}
				});
			}
		});
	}

	static ToyServer with(Treatment treatment) throws IOException {
		return new ToyServer(treatment);
	}

	int port() {
		return this.server.getLocalPort();
	}

	int connections() {
		return this.connections.get();
	}

	@Override
	public void close() throws IOException {
		this.closing.countDown();
		this.server.close();
		for (Socket socket : this.sockets) {
			socket.close();
		}
	}

	private void start(Work work) {
		Thread thread = new Thread(() -> {
			try {
				work.run();
			}
			catch (IOException ex) {
				// The client or the server is gone
			}
		}, "toy-server");
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * What the server does with a connection; it is closed afterwards.
	 */
	interface Treatment {

		void treat(Client client) throws IOException;

	}

	/**
	 * What a thread of the server does.
	 */
	private interface Work {

		void run() throws IOException;

	}

	/**
	 * A connection as the server sees it.
	 */
	final class Client {

		private final Socket socket;

		private final int number;

		private Client(Socket socket, int number) {
			this.socket = socket;
			this.number = number;
		}

		/**
		 * How many connections came before.
		 */
		int number() {
			return this.number;
		}

		/**
		 * The next request with its body, or an empty text when there is none.
		 */
		String request() throws IOException {
			StringBuilder request = new StringBuilder();
			while (request.indexOf("\r\n\r\n") < 0) {
				int next = this.socket.getInputStream().read();
				if (next < 0) {
					return "";
				}
				request.append((char) next);
			}
			int at = request.indexOf("Content-Length: ");
			if (at > 0) {
				if (request.indexOf("Expect: 100-continue") > 0) {
					write("HTTP/1.1 100 Continue\r\n\r\n");
				}
				int length = Integer.parseInt(request.substring(at + 16, request.indexOf("\r\n", at)));
				InputStream input = this.socket.getInputStream();
				request.append(new String(input.readNBytes(length), StandardCharsets.ISO_8859_1));
			}
			return request.toString();
		}

		/**
		 * The next bytes, or fewer when there are no more.
		 */
		byte[] read(int count) throws IOException {
			return this.socket.getInputStream().readNBytes(count);
		}

		void write(String text) throws IOException {
			OutputStream output = this.socket.getOutputStream();
			output.write(text.getBytes(StandardCharsets.ISO_8859_1));
		}

		void ok(int worker, String body) throws IOException {
			write("HTTP/1.1 200 OK\r\nX-Worker: " + worker + "\r\nContent-Length: " + body.length() + "\r\n\r\n"
					+ body);
		}

		/**
		 * End the connection with RST.
		 */
		void reset() throws IOException {
			this.socket.setSoLinger(true, 0);
			this.socket.close();
		}

		/**
		 * Do nothing until the server is closed.
		 */
		void stall() {
			try {
				ToyServer.this.closing.await(30, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

		/**
		 * Do nothing until so many connections have come in all.
		 */
		void awaitConnections(int count) {
			long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
			while (ToyServer.this.connections() < count && System.nanoTime() < deadline) {
				Thread.onSpinWait();
			}
		}

	}

}
