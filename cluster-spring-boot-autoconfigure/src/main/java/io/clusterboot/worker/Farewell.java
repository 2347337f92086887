package io.clusterboot.worker;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.clusterboot.ipc.DrainOrder;
import io.clusterboot.listen.DrainableServer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * How a worker leaves: everything it has accepted is answered before its application
 * context closes.
 */
/*
 * This happens before the context closes, because a paused Tomcat, with which Boot's
 * graceful shutdown begins, closes a connection that is kept alive without reading its
 * next request.
 */
final class Farewell {

	private static final Log logger = LogFactory.getLog(Farewell.class);

	/*
	 * A client that has sent nothing for so long is unlikely to send a request in the
	 * very moment its connection is closed.
	 */
	private static final Duration IDLE = Duration.ofSeconds(2);

	private static final Duration STEP = Duration.ofMillis(5);

	private static final int STEPS_BETWEEN_CLOSING = 40;

	private final DrainableServer server;

	private final CountDownLatch hurry = new CountDownLatch(1);

	private final CountDownLatch left = new CountDownLatch(1);

	Farewell(DrainableServer server) {
		this.server = server;
	}

	/**
	 * Do not go on waiting before the port is left.
	 */
	void hurry() {
		this.hurry.countDown();
	}

	/**
	 * Wait until the port is left: answers end their connections from then on.
	 * @param timeout how long to wait
	 * @throws InterruptedException if this thread is interrupted
	 */
	void awaitPortLeft(Duration timeout) throws InterruptedException {
		this.left.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
	}

	/**
	 * Leave.
	 * @param order how
	 * @return number of connections that were still open in the end
	 * @throws InterruptedException if this thread is interrupted
	 */
	int take(DrainOrder order) throws InterruptedException {
		this.hurry.await(order.preStopDelay().toMillis(), TimeUnit.MILLISECONDS);
		long end = System.nanoTime() + patience(order.timeout()).toNanos();
		if (order.last()) {
			this.server.emptyQueue(patience(order.timeout()));
		}
		this.server.stopAccepting();
		this.left.countDown();
		for (int step = 0; step == 0 || (this.server.connections() > 0 && System.nanoTime() < end); step++) {
			// Again and again: a connection that is busy now is idle later
			if (step % STEPS_BETWEEN_CLOSING == 0) {
				this.server.closeIdle(IDLE);
			}
			// Tomcat tells nobody when a connection closes
			LockSupport.parkNanos(STEP.toNanos());
		}
		int left = this.server.connections();
		if (left > 0) {
			logger.warn(left + " connections are still open at the end of the time to drain (cluster.drain-timeout="
					+ order.timeout().toSeconds() + "s); they are closed");
		}
		return left;
	}

	/*
	 * The rest is for the application context to close in.
	 */
	private static Duration patience(Duration timeout) {
		return timeout.multipliedBy(4).dividedBy(5);
	}

}
