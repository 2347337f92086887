package io.clusterboot.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;

import io.clusterboot.ipc.RunPaths;
import io.clusterboot.os.ProcessState;

/**
 * The process of a master.
 *
 * @param pid its process id
 */
record MasterPid(long pid) {

	private static final Duration POLL = Duration.ofMillis(20);

	/**
	 * Read who holds the lock of a run directory.
	 * @return its process, if the lock file tells
	 */
	static OptionalLong holder(RunPaths paths) {
		try {
			return OptionalLong.of(Long.parseLong(Files.readString(paths.lock()).strip()));
		}
		catch (IOException | NumberFormatException ex) {
			return OptionalLong.empty();
		}
	}

	boolean isAlive() {
		return ProcessHandle.of(this.pid).map(ProcessHandle::isAlive).orElse(false) && !ProcessState.hasEnded(this.pid);
	}

	/**
	 * Return whether it was stopped by a signal, or by a debugger, and not continued yet.
	 */
	boolean isSuspended() {
		return ProcessState.isStopped(this.pid);
	}

	/**
	 * Wait until it has ended.
	 * @param timeout how long at most
	 * @return whether it has
	 */
	boolean awaitEnd(Duration timeout) {
		long deadline = System.nanoTime() + timeout.toNanos();
		while (isAlive()) {
			if (System.nanoTime() - deadline >= 0) {
				return false;
			}
			LockSupport.parkNanos(POLL.toNanos());
		}
		return true;
	}

	@Override
	public String toString() {
		return "pid " + this.pid;
	}

}
