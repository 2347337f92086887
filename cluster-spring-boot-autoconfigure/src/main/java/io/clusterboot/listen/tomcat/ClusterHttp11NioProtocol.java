package io.clusterboot.listen.tomcat;

import java.time.Duration;
import java.util.concurrent.Executor;

import io.clusterboot.listen.WorkerSocket;
import org.apache.coyote.Processor;
import org.apache.coyote.Request;
import org.apache.coyote.RequestGroupInfo;
import org.apache.coyote.Response;
import org.apache.coyote.UpgradeProtocol;
import org.apache.coyote.UpgradeToken;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.apache.tomcat.util.threads.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * HTTP on a socket that other processes accept from, too. Tomcat creates it by the name
 * of the class.
 */
public final class ClusterHttp11NioProtocol extends Http11NioProtocol {

	private static final boolean HAS_WEB_SOCKETS = ClassUtils.isPresent(
			"org.apache.tomcat.websocket.server.WsHttpUpgradeHandler", ClusterHttp11NioProtocol.class.getClassLoader());

	/*
	 * How long clients of HTTP/2 may begin requests after the first of the two GOAWAY
	 * frames. By default Tomcat waits for one round trip, and that is no time on the same
	 * machine: what a busy client has sent before it read the frame would not be
	 * processed.
	 */
	private static final Duration GOAWAY_INTERVAL = Duration.ofSeconds(1);

	private final @Nullable OpenWebSockets webSockets = HAS_WEB_SOCKETS ? new OpenWebSockets() : null;

	/**
	 * Create a protocol that has no socket yet.
	 */
	public ClusterHttp11NioProtocol() {
		super(new ClusterNioEndpoint());
	}

	void setSocket(WorkerSocket socket) {
		endpoint().setSocket(socket);
	}

	ClusterNioEndpoint endpoint() {
		return (ClusterNioEndpoint) getEndpoint();
	}

	@Override
	public void addUpgradeProtocol(UpgradeProtocol protocol) {
		if (protocol instanceof Http2Protocol http2 && http2.getDrainTimeout() == 0) {
			http2.setDrainTimeout(GOAWAY_INTERVAL.toNanos());
		}
		super.addUpgradeProtocol(protocol);
	}

	@Override
	protected Processor createUpgradeProcessor(SocketWrapperBase<?> socket, UpgradeToken upgradeToken) {
		if (this.webSockets != null) {
			this.webSockets.upgraded(socket, upgradeToken.httpUpgradeHandler());
		}
		return super.createUpgradeProcessor(socket, upgradeToken);
	}

	/*
	 * An HTTP/2 connection has a processor all the time, and says farewell when there was
	 * no request on it for the keep-alive timeout. It is asked as if the rest of that
	 * time had gone by.
	 */
	void closeIdle(Duration idle) {
		endpoint().closeIdle(idle);
		if (this.webSockets != null) {
			this.webSockets.close();
		}
		for (UpgradeProtocol protocol : findUpgradeProtocols()) {
			if (protocol instanceof Http2Protocol http2) {
				closeIdleUpgraded(System.currentTimeMillis() + http2.getKeepAliveTimeout() - idle.toMillis());
			}
		}
	}

	private void closeIdleUpgraded(long time) {
		for (SocketWrapperBase<NioChannel> connection : endpoint().getConnections()) {
			if (connection.getCurrentProcessor() instanceof Processor processor && processor.isUpgrade()) {
				processor.timeoutAsync(time);
			}
		}
	}

	/*
	 * Tomcat decides when it reads a request whether its connection is kept, and allows
	 * one more request on a connection once it has stopped accepting. The answer to a
	 * request that was under way in that moment would promise to keep the connection.
	 * This is what Tomcat asks of the protocol just before it writes the headers of an
	 * answer with a body.
	 */
	@Override
	public boolean useCompression(Request request, Response response) {
		if (getMaxKeepAliveRequests() == 1 && !request.protocol().equals("HTTP/2.0")) {
			response.setHeader("Connection", "close");
		}
		return super.useCompression(request, response);
	}

	long requests() {
		long requests = (getHandler().getGlobal() instanceof RequestGroupInfo http1) ? http1.getRequestCount() : 0;
		for (UpgradeProtocol protocol : findUpgradeProtocols()) {
			requests += (protocol instanceof Http2Protocol http2) ? http2.getGlobal().getRequestCount() : 0;
		}
		return requests;
	}

	int busyThreads() {
		Executor executor = getExecutor();
		return (executor instanceof ThreadPoolExecutor pool) ? pool.getActiveCount() : 0;
	}

	int threadLimit() {
		Executor executor = getExecutor();
		return (executor instanceof ThreadPoolExecutor pool) ? pool.getMaximumPoolSize() : -1;
	}

}
