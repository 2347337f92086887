package io.clusterboot.listen.tomcat;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;

import io.clusterboot.listen.ActivationGate;
import io.clusterboot.listen.WorkerSocket;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.tomcat.util.net.Acceptor.AcceptorState;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's NIO endpoint on a socket that other processes accept from, too.
 */
/*
 * It differs from its parent in how it stops accepting. The parent frees its acceptor by
 * dialling its own port (AbstractEndpoint.unlockAccept). On a shared queue another
 * process takes that call; the acceptor stays blocked, and the next connection that it
 * gets, a client's, meets Acceptor.stopCalled and is destroyed. Here the acceptor is
 * freed by closing this process's own descriptor, and a connection that was accepted in
 * that very moment is served (destroySocket).
 *
 * Acceptor.run logs an error and goes on when accept throws while the endpoint runs. So
 * an acceptor that was sent home returns null, which Acceptor passes to destroySocket,
 * because it has been told to stop or to pause before.
 */
final class ClusterNioEndpoint extends NioEndpoint {

	private static final Log logger = LogFactory.getLog(ClusterNioEndpoint.class);

	private final ActivationGate gate = new ActivationGate();

	private @Nullable WorkerSocket socket;

	void setSocket(WorkerSocket socket) {
		this.socket = socket;
	}

	private WorkerSocket socket() {
		WorkerSocket socket = this.socket;
		if (socket == null) {
			throw new IllegalStateException("No socket to accept from");
		}
		return socket;
	}

	void activate() throws IOException {
		socket().listen();
		this.gate.open();
	}

	boolean ignoreNewConnections() {
		return socket().ignoreNewConnections();
	}

	int queueLength() {
		return socket().queueLength();
	}

	/**
	 * Return the open connections, and one more while the acceptor may bring another.
	 */
	int connectionCount() {
		boolean accepting = this.acceptor != null && this.acceptor.getState() != AcceptorState.ENDED;
		return this.connections.size() + (accepting ? 1 : 0);
	}

	/*
	 * A connection without a processor waits for its next request. The poller applies the
	 * read timeout to connections it waits on, and to no other, so a request that arrives
	 * before it looks is served.
	 */
	void closeIdle(Duration idle) {
		for (SocketWrapperBase<NioChannel> connection : this.connections.values()) {
			if (connection.getCurrentProcessor() == null) {
				connection.setReadTimeout(idle.toMillis());
			}
		}
	}

	@Override
	protected void initServerSocket() throws Exception {
		socket().prepare();
	}

	@Override
	protected NetworkChannel getServerSocket() {
		return socket().channel();
	}

	@Override
	@SuppressWarnings("NullAway")
	protected SocketChannel serverSocketAccept() throws Exception {
		try {
			return this.gate.pass() ? socket().accept() : null;
		}
		catch (ClosedChannelException ex) {
			// Sent home while it waited
			return null;
		}
	}

	@Override
	protected void unlockAccept() {
		this.gate.leave();
		try {
			socket().close();
		}
		catch (IOException ex) {
			logger.warn("The listening socket was not closed: " + ex);
		}
	}

	@Override
	protected void doCloseServerSocket() {
		unlockAccept();
	}

	@Override
	protected void destroySocket(@Nullable SocketChannel accepted) {
		if (accepted == null) {
			countDownConnection();
		}
		else if (!isRunning()) {
			super.destroySocket(accepted);
		}
		else if (!setSocketOptions(accepted)) {
			closeSocket(accepted);
		}
	}

}
