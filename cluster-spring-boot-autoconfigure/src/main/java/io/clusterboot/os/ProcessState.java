package io.clusterboot.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the kernel does with a process. Linux only: elsewhere nothing is known.
 */
public final class ProcessState {

	private ProcessState() {
	}

	/**
	 * Return whether a process is stopped by a signal or a debugger, so that none of its
	 * threads runs.
	 * @param pid its process id
	 * @return whether it is; {@code false} if that is not known
	 */
	public static boolean isStopped(long pid) {
		return isOneOf("Tt", pid);
	}

	/**
	 * Return whether a process has ended, and only waits for its parent to look.
	 * @param pid its process id
	 * @return whether it has; {@code false} if that is not known
	 */
	public static boolean hasEnded(long pid) {
		return isOneOf("ZX", pid);
	}

	/*
	 * The field after the name, which is in parentheses and may hold anything (proc(5)).
	 */
	private static boolean isOneOf(String states, long pid) {
		try {
			String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
			return states.indexOf(stat.charAt(stat.lastIndexOf(')') + 2)) >= 0;
		}
		catch (IOException | IndexOutOfBoundsException ex) {
			return false;
		}
	}

}
