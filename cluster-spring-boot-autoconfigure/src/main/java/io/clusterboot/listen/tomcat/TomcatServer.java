package io.clusterboot.listen.tomcat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.clusterboot.listen.DrainableServer;

/**
 * A Tomcat connector, steered by the cluster.
 */
final class TomcatServer implements DrainableServer {

	/*
	 * A handshake that was under way completes within a round trip. So long must the
	 * queue stay empty before nobody is believed to come.
	 */
	private static final Duration QUIET = Duration.ofMillis(60);

	private static final Duration STEP = Duration.ofMillis(5);

	private final ClusterHttp11NioProtocol protocol;

	TomcatServer(ClusterHttp11NioProtocol protocol) {
		this.protocol = protocol;
	}

	@Override
	public void activate() throws IOException {
		this.protocol.endpoint().activate();
	}

	@Override
	public void emptyQueue(Duration timeout) {
		if (!this.protocol.endpoint().ignoreNewConnections()) {
			return;
		}
		long end = System.nanoTime() + timeout.toNanos();
		long lastSeen = System.nanoTime();
		while (System.nanoTime() < end && System.nanoTime() - lastSeen < QUIET.toNanos()) {
			if (this.protocol.endpoint().queueLength() > 0) {
				lastSeen = System.nanoTime();
			}
			// There is nothing to wait on: the kernel tells the length only when asked
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(STEP.toMillis()));
		}
	}

	@Override
	public void stopAccepting() {
		this.protocol.closeServerSocketGraceful();
	}

	@Override
	public void closeIdle(Duration idle) {
		this.protocol.closeIdle(idle);
	}

	@Override
	public int connections() {
		return this.protocol.endpoint().connectionCount();
	}

	@Override
	public long requests() {
		return this.protocol.requests();
	}

	@Override
	public int busyThreads() {
		return this.protocol.busyThreads();
	}

}
