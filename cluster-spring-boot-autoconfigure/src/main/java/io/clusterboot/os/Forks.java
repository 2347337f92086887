package io.clusterboot.os;

import java.io.IOException;

/**
 * Starts child processes without the help of another program.
 */
/*
 * The JDK's default goes through the helper program jspawnhelper, which since JDK-8325621
 * refuses to work for a JVM of another build: after an upgrade of the JDK below a running
 * master, no process could be started any more. The JDK decides at the first process.
 */
public final class Forks {

	private static final String LAUNCH_MECHANISM = "jdk.lang.Process.launchMechanism";

	private Forks() {
	}

	/**
	 * Start a process.
	 * @param builder what to start
	 * @return the process
	 * @throws IOException if it cannot be started
	 */
	public static Process start(ProcessBuilder builder) throws IOException {
		if (System.getProperty(LAUNCH_MECHANISM) == null) {
			System.setProperty(LAUNCH_MECHANISM, "FORK");
		}
		return builder.start();
	}

}
