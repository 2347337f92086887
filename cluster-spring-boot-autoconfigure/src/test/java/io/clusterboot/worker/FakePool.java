package io.clusterboot.worker;

import java.util.ArrayDeque;
import java.util.Queue;

import io.clusterboot.listen.RequestPool;

/**
 * Request threads that do what the test says.
 */
final class FakePool implements RequestPool {

	private final Queue<Runnable> queue = new ArrayDeque<>();

	private boolean full;

	private long finished;

	private int offered;

	@Override
	public boolean offer(Runnable task) {
		this.offered++;
		return !this.full && this.queue.add(task);
	}

	@Override
	public long finished() {
		return this.finished;
	}

	/**
	 * Run what waits.
	 */
	void serve() {
		for (Runnable task = this.queue.poll(); task != null; task = this.queue.poll()) {
			task.run();
			this.finished++;
		}
	}

	/**
	 * Finish a request, while others go on waiting.
	 */
	void finishOne() {
		this.finished++;
	}

	void full(boolean full) {
		this.full = full;
	}

	int waiting() {
		return this.queue.size();
	}

	int offered() {
		return this.offered;
	}

}
