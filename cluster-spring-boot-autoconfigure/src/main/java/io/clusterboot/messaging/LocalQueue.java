package io.clusterboot.messaging;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * A queue in memory. What waits there ends with the process.
 */
final class LocalQueue {

	private static final Log logger = LogFactory.getLog(LocalQueue.class);

	private final String name;

	private final Attempts attempts;

	private final Executor executor;

	private final Later later;

	private final Deque<Parcel> waiting = new ArrayDeque<>();

	private final Deque<JobHandler> idle = new ArrayDeque<>();

	private final CompletableFuture<Void> ended = new CompletableFuture<>();

	private int busy;

	private boolean stopped;

	LocalQueue(String name, Attempts attempts, Executor executor, Later later) {
		this.name = name;
		this.attempts = attempts;
		this.executor = executor;
		this.later = later;
	}

	synchronized void add(Parcel parcel) {
		this.waiting.add(parcel);
		give();
	}

	synchronized void work(int concurrency, JobHandler handler) {
		for (int i = 0; i < concurrency; i++) {
			this.idle.add(handler);
		}
		give();
	}

	synchronized CompletableFuture<Void> stop() {
		this.stopped = true;
		endIfIdle();
		return this.ended;
	}

	private void give() {
		while (!this.stopped && !this.waiting.isEmpty() && !this.idle.isEmpty()) {
			Parcel parcel = this.waiting.remove();
			JobHandler handler = this.idle.remove();
			this.busy++;
			this.executor.execute(() -> attempt(1, parcel, handler));
		}
	}

	private void attempt(int attempt, Parcel parcel, JobHandler handler) {
		try {
			handler.handle(parcel);
			done(handler);
		}
		catch (Throwable ex) {
			this.attempts.pauseAfter(attempt, ex).ifPresentOrElse((pause) -> {
				logger.warn(Destination.queue(this.name) + ": attempt " + attempt + " of " + this.attempts.max()
						+ " failed, the next is in " + pause.toMillis() + " ms", ex);
				this.later.run(pause, () -> attempt(attempt + 1, parcel, handler));
			}, () -> {
				logger.error(Destination.queue(this.name) + ": a message was given up after attempt " + attempt, ex);
				done(handler);
			});
		}
	}

	private synchronized void done(JobHandler handler) {
		this.busy--;
		this.idle.add(handler);
		give();
		endIfIdle();
	}

	private void endIfIdle() {
		if (this.stopped && this.busy == 0) {
			this.ended.complete(null);
		}
	}

}
