package io.clusterboot.ipc;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.clusterboot.ipc.Message.Attach;
import io.clusterboot.ipc.Message.Hello;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The master's control socket: lets in workers that show the token, and operators, and
 * drops everybody else.
 */
/*
 * An operator needs no token: the permissions of the socket, and of the directory it is
 * in, keep everybody out but this user and root.
 */
public final class IpcServer implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(IpcServer.class);

	private static final Duration HELLO_TIMEOUT = Duration.ofSeconds(10);

	/*
	 * Connections that have not said Hello. More than this are strangers knocking: the
	 * oldest would be dropped by their deadline anyway.
	 */
	private static final int MAX_STRANGERS = 64;

	private final Path socket;

	private final String token;

	private final Connection.Listener listener;

	private final ServerSocketChannel channel;

	private final Duration helloTimeout;

	private final Set<Connection> connections = ConcurrentHashMap.newKeySet();

	private final Set<Connection> strangers = ConcurrentHashMap.newKeySet();

	private final ScheduledExecutorService deadlines = Executors.newSingleThreadScheduledExecutor((task) -> {
		Thread thread = new Thread(task, "cluster-ipc-deadlines");
		thread.setDaemon(true);
		return thread;
	});

	private IpcServer(Path socket, String token, Connection.Listener listener, ServerSocketChannel channel,
			Duration helloTimeout) {
		this.socket = socket;
		this.token = token;
		this.listener = listener;
		this.channel = channel;
		this.helloTimeout = helloTimeout;
	}

	/**
	 * Open the control socket. A socket file that is there already is a stale one: the
	 * caller holds the lock of the run directory.
	 * @param socket path of the socket, at most 107 bytes long
	 * @param token secret that the first message must show
	 * @param listener told of messages, on a thread of the connection
	 * @return a server that accepts connections
	 * @throws IOException if the socket cannot be made
	 */
	public static IpcServer open(Path socket, String token, Connection.Listener listener) throws IOException {
		return open(socket, token, listener, HELLO_TIMEOUT);
	}

	static IpcServer open(Path socket, String token, Connection.Listener listener, Duration helloTimeout)
			throws IOException {
		Files.deleteIfExists(socket);
		ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
		try {
			channel.bind(UnixDomainSocketAddress.of(socket), MAX_STRANGERS);
			Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
		IpcServer server = new IpcServer(socket, token, listener, channel, helloTimeout);
		Connection.thread("cluster-ipc-acceptor", server::acceptAll);
		return server;
	}

	private void acceptAll() {
		while (this.channel.isOpen()) {
			try {
				admit(new Connection(this.channel.accept()));
			}
			catch (IOException ex) {
				if (this.channel.isOpen()) {
					logger.warn("Accepting on the control socket failed: " + ex);
					// Out of file descriptors, most likely, and that does not change at
					// once
					LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
				}
			}
			catch (RejectedExecutionException ex) {
				// Closed in this very moment
			}
		}
	}

	private void admit(Connection connection) {
		if (this.strangers.size() >= MAX_STRANGERS) {
			logger.warn("Dropped a control connection: " + MAX_STRANGERS + " others have not said Hello");
			connection.closeNow();
			return;
		}
		this.strangers.add(connection);
		var deadline = this.deadlines.schedule(connection::closeNow, this.helloTimeout.toMillis(),
				TimeUnit.MILLISECONDS);
		Connection.thread("cluster-ipc-hello", () -> {
			greet(connection);
			deadline.cancel(false);
			this.strangers.remove(connection);
		});
	}

	private void greet(Connection connection) {
		try {
			Message first = connection.readFirst();
			if (first instanceof Hello hello && hasToken(hello)) {
				letIn(connection, hello, String.valueOf(hello.pid()));
				return;
			}
			if (first instanceof Attach attach) {
				letIn(connection, attach, "operator");
				return;
			}
			logger.warn("Dropped a control connection that did not show the token of this master");
		}
		catch (IOException ex) {
			logger.warn("Dropped a control connection: " + ex.getMessage());
		}
		connection.closeNow();
	}

	private void letIn(Connection connection, Message first, String name) {
		this.connections.add(connection);
		this.listener.received(connection, first);
		connection.start("cluster-ipc-" + name, new Forgetting());
	}

	private boolean hasToken(Hello hello) {
		return MessageDigest.isEqual(hello.token().getBytes(StandardCharsets.UTF_8),
				this.token.getBytes(StandardCharsets.UTF_8));
	}

	@Override
	public void close() {
		this.deadlines.shutdownNow();
		try {
			this.channel.close();
			Files.deleteIfExists(this.socket);
		}
		catch (IOException ex) {
			logger.warn("The control socket " + this.socket + " was not removed: " + ex);
		}
		this.connections.forEach(Connection::closeNow);
		this.strangers.forEach(Connection::closeNow);
	}

	private final class Forgetting implements Connection.Listener {

		@Override
		public void received(Peer peer, Message message) {
			IpcServer.this.listener.received(peer, message);
		}

		@Override
		public void closed(Peer peer) {
			IpcServer.this.connections.remove(peer);
			IpcServer.this.listener.closed(peer);
		}

	}

}
