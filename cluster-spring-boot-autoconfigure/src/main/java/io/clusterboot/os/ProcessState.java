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
		char state = of(pid);
		return state == 'T' || state == 't';
	}

	/*
	 * The field after the name, which is in parentheses and may hold anything (proc(5)).
	 */
	private static char of(long pid) {
		try {
			String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
			return stat.charAt(stat.lastIndexOf(')') + 2);
		}
		catch (IOException | IndexOutOfBoundsException ex) {
			return '?';
		}
	}

}
