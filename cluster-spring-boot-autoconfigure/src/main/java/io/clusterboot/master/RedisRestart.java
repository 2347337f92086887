package io.clusterboot.master;

import java.io.IOException;
import java.util.function.Consumer;

import io.clusterboot.redis.RedisProcess;
import io.clusterboot.redis.RedisServer;

/**
 * Starts the Redis of the cluster again, beside the master's thread, which must not wait
 * until it answers.
 */
final class RedisRestart implements Runnable {

	private final RedisServer server;

	private final Consumer<? super Event> events;

	RedisRestart(RedisServer server, Consumer<? super Event> events) {
		this.server = server;
		this.events = events;
	}

	@Override
	public void run() {
		Thread thread = new Thread(this::start, "cluster-redis");
		thread.setDaemon(true);
		thread.start();
	}

	private void start() {
		try {
			watch(this.server.restart());
		}
		catch (IOException ex) {
			this.events.accept(new Event.RedisEnded("Redis could not be started: " + ex.getMessage()));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Say that it answers, and later that it has ended.
	 */
	void watch(RedisProcess process) {
		this.events.accept(new Event.RedisListening(process.pid(), this.server.port()));
		process.onExit()
			.thenAccept((status) -> this.events
				.accept(new Event.RedisEnded("Redis (pid " + process.pid() + ") ended with exit code " + status)));
	}

}
