package io.clusterboot.sample.harness;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * A way to a server that can be cut, and that can be slow in bringing its answers.
 */
public final class Link implements AutoCloseable {

	private final int server;

	private final int port;

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private volatile Duration delay = Duration.ZERO;

	private @Nullable ServerSocket listener;

	private Link(int server, int port) {
		this.server = server;
		this.port = port;
	}

	/**
	 * Open a way to a server.
	 * @param server the port of the server on the loopback interface
	 * @return the open way
	 */
	public static Link to(int server) {
		Link link = new Link(server, Ports.free());
		link.mend();
		return link;
	}

	/**
	 * Where it begins.
	 * @return the port
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Let each answer take so much longer.
	 * @param delay how long
	 */
	public void slow(Duration delay) {
		this.delay = delay;
	}

	/**
	 * Break what is connected, and refuse connections from now on.
	 */
	public void cut() {
		close(this.listener);
		this.sockets.forEach(Link::close);
	}

	/**
	 * Accept connections, again.
	 */
	public void mend() {
		try {
			ServerSocket socket = new ServerSocket();
			socket.setReuseAddress(true);
			socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port));
			this.listener = socket;
			start(() -> accept(socket));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void accept(ServerSocket listener) {
		try {
			while (true) {
				Socket client = listener.accept();
				this.sockets.add(client);
				start(() -> connect(client));
			}
		}
		catch (IOException ex) {
			// It was cut
		}
	}

	private void connect(Socket client) {
		try {
			Socket upstream = new Socket(InetAddress.getLoopbackAddress(), this.server);
			this.sockets.add(upstream);
			start(() -> copy(client, upstream, false));
			copy(upstream, client, true);
		}
		catch (IOException ex) {
			close(client);
		}
	}

	private void copy(Socket from, Socket to, boolean answers) {
		byte[] buffer = new byte[16 * 1024];
		try (from; to) {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
				if (answers) {
					Thread.sleep(this.delay.toMillis());
				}
				out.write(buffer, 0, count);
			}
		}
		catch (IOException ex) {
			// One side has gone, and takes the other with it
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.sockets.remove(from);
			this.sockets.remove(to);
		}
	}

	private static void start(Runnable task) {
		Thread thread = new Thread(task, "link");
		thread.setDaemon(true);
		thread.start();
	}

	private static void close(@Nullable Closeable closeable) {
		try {
			if (closeable != null) {
				closeable.close();
			}
		}
		catch (IOException ex) {
			// It is gone either way
		}
	}

	@Override
	public void close() {
		cut();
	}

}
