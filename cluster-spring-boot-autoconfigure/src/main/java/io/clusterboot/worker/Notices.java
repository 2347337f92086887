package io.clusterboot.worker;

import java.util.concurrent.Executor;

import io.clusterboot.ClusterEvent;
import io.clusterboot.ClusterEvent.Scaled;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What happens in the cluster, for the application to listen to.
 */
final class Notices {

	private static final Log logger = LogFactory.getLog(Notices.class);

	/*
	 * Listeners are the application's and may take their time, which the reader of the
	 * connection does not have.
	 */
	private final Executor executor;

	private volatile int count;

	/**
	 * Create it.
	 * @param count how many workers there shall be until another number is told
	 * @param executor calls listeners, one call after the other
	 */
	Notices(int count, Executor executor) {
		this.count = count;
		this.executor = executor;
	}

	/**
	 * Return how many workers there shall be.
	 */
	int count() {
		return this.count;
	}

	/**
	 * Take in what happened.
	 * @param event what it was
	 * @param application who listens, {@code null} before it has started
	 */
	void tell(ClusterEvent event, @Nullable WorkerApplication application) {
		if (event instanceof Scaled scaled) {
			this.count = scaled.to();
		}
		if (application != null) {
			this.executor.execute(() -> publish(application, event));
		}
	}

	private static void publish(WorkerApplication application, ClusterEvent event) {
		try {
			application.publish(event);
		}
		catch (RuntimeException ex) {
			logger.error("A listener of the application failed on " + event, ex);
		}
	}

}
