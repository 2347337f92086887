package io.clusterboot.listen.tomcat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import io.clusterboot.listen.DrainableServer;
import io.clusterboot.listen.RequestPool;

/**
 * A Tomcat connector, steered by the cluster.
 */
final class TomcatServer implements DrainableServer {

	private static final Duration STEP = Duration.ofMillis(5);

	/*
	 * A handshake that was under way completes within a round trip. So many times in a
	 * row, 60 milliseconds, must the queue be empty before nobody is believed to come. By
	 * the clock alone, a thread that is held up would take one look for all.
	 */
	private static final int QUIET_STEPS = 12;

	private final ClusterHttp11NioProtocol protocol;

	private final List<RequestPool> pools;

	TomcatServer(ClusterHttp11NioProtocol protocol) {
		this.protocol = protocol;
		this.pools = List.of(new TomcatRequestPool(protocol));
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
		int empty = 0;
		while (System.nanoTime() < end && empty < QUIET_STEPS) {
			empty = (this.protocol.endpoint().queueLength() > 0) ? 0 : empty + 1;
			// There is nothing to wait on: the kernel tells the length only when asked
			LockSupport.parkNanos(STEP.toNanos());
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

	@Override
	public int maxThreads() {
		return this.protocol.threadLimit();
	}

	@Override
	public List<RequestPool> pools() {
		return this.pools;
	}

}
