package io.clusterboot.redis;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A running server, with the guard that has started it.
 */
public final class RedisProcess {

	private final Process guard;

	private final long pid;

	private final List<ProcessHandle> family;

	private RedisProcess(Process guard, long pid) {
		this.guard = guard;
		this.pid = pid;
		this.family = guard.descendants().toList();
	}

	/*
	 * The guard says the process id of the server once it is started.
	 */
	static RedisProcess of(Process guard) throws IOException {
		try (BufferedReader reader = guard.inputReader()) {
			String line = reader.readLine();
			if (line == null) {
				throw new IOException("its guard did not start");
			}
			return new RedisProcess(guard, Long.parseLong(line.strip()));
		}
	}

	/**
	 * Return the process id of the server.
	 * @return the process id
	 */
	public long pid() {
		return this.pid;
	}

	/**
	 * Return its end.
	 * @return the exit code, or 128 and the number of the signal that ended it
	 */
	/*
	 * A guard that was killed leaves what it guards: only the guard tells the server of
	 * the end, so none must serve without one.
	 */
	public CompletableFuture<Integer> onExit() {
		return this.guard.onExit().thenApply((ended) -> {
			killFamily();
			return ended.exitValue();
		});
	}

	boolean hasEndedWithin(Duration time) throws InterruptedException {
		return this.guard.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
	}

	int exitCode() {
		return this.guard.exitValue();
	}

	void kill() {
		this.guard.destroyForcibly();
		killFamily();
	}

	private void killFamily() {
		this.family.forEach(ProcessHandle::destroyForcibly);
	}

}
