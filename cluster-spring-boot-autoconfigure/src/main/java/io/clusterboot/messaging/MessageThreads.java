package io.clusterboot.messaging;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes the threads that handle messages.
 */
final class MessageThreads implements ThreadFactory {

	private final AtomicInteger count = new AtomicInteger();

	@Override
	public Thread newThread(Runnable task) {
		Thread thread = new Thread(task, "cluster-messages-" + this.count.incrementAndGet());
		thread.setDaemon(true);
		return thread;
	}

}
