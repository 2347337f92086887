package io.clusterboot.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;

import io.clusterboot.ipc.RunPaths;

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
		return ProcessHandle.of(this.pid).map(ProcessHandle::isAlive).orElse(false) && !hasState("ZX");
	}

	/**
	 * Return whether it was stopped by a signal, or by a debugger, and not continued yet.
	 */
	boolean isSuspended() {
		return hasState("Tt");
	}

	/*
	 * "pid (name) state ...", where the name may hold anything (proc_pid_stat(5)).
	 */
	private boolean hasState(String letters) {
		try {
			String stat = Files.readString(Path.of("/proc", String.valueOf(this.pid), "stat"));
			int end = stat.lastIndexOf(") ");
			return end >= 0 && letters.indexOf(stat.charAt(end + 2)) >= 0;
		}
		catch (IOException | RuntimeException ex) {
			return false;
		}
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
