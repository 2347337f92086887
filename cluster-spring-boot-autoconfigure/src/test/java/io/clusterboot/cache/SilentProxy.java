package io.clusterboot.cache;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A way to Redis on which everything can get lost, while both ends believe that they are
 * connected.
 */
final class SilentProxy implements AutoCloseable {

	private final ServerSocket server;

	private final int target;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final List<Socket> sockets = new CopyOnWriteArrayList<>();

	private volatile boolean silent;

	private SilentProxy(ServerSocket server, int target) {
		this.server = server;
		this.target = target;
	}

	static SilentProxy to(int target) throws IOException {
		SilentProxy proxy = new SilentProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
		proxy.threads.execute(proxy::accept);
		return proxy;
	}

	String url() {
		return "redis://127.0.0.1:" + this.server.getLocalPort();
	}

	/**
	 * Lose everything that comes from now on, of all connections there are and will be.
	 */
	void fallSilent() {
		this.silent = true;
	}

	/**
	 * End all connections, and pass on what comes over new ones.
	 */
	void speak() throws IOException {
		this.silent = false;
		closeSockets();
	}

	private void accept() {
		try {
			while (true) {
				Socket client = this.server.accept();
				Socket redis = new Socket(InetAddress.getLoopbackAddress(), this.target);
				this.sockets.addAll(List.of(client, redis));
				this.threads.execute(() -> pass(client, redis));
				this.threads.execute(() -> pass(redis, client));
			}
		}
		catch (IOException ex) {
			// Closed
		}
	}

	private void pass(Socket from, Socket to) {
		byte[] buffer = new byte[8192];
		try (from; to) {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
				if (!this.silent) {
					out.write(buffer, 0, length);
				}
			}
		}
		catch (IOException ex) {
			// One of the ends is gone
		}
	}

	@Override
	public void close() throws IOException {
		this.server.close();
		closeSockets();
		this.threads.shutdownNow();
	}

	private void closeSockets() throws IOException {
		for (Socket socket : this.sockets) {
			socket.close();
		}
	}

}
