package io.clusterboot.master;

import java.util.Map;
import java.util.Set;

/**
 * Why a worker process ended, told by its exit status.
 *
 * @param text the cause, as a sentence fragment
 * @param external whether the application had no part in it: somebody ended the process
 * from outside
 * @param configuration whether it is of no use to start it again as it is configured
 * @param reason what it is to be counted as
 */
record ExitCause(String text, boolean external, boolean configuration, RestartReason reason) {

	private static final int SIGNAL_BASE = 128;

	/*
	 * HotSpot ends with this code under -XX:+ExitOnOutOfMemoryError (debug.cpp,
	 * report_java_out_of_memory).
	 */
	private static final int OUT_OF_MEMORY = 3;

	/*
	 * EX_CONFIG of sysexits.h: the application found that another start is in vain.
	 */
	private static final int WRONG_CONFIGURATION = 78;

	private static final Map<Integer, String> SIGNALS = Map.ofEntries(Map.entry(1, "SIGHUP"), Map.entry(2, "SIGINT"),
			Map.entry(3, "SIGQUIT"), Map.entry(4, "SIGILL"), Map.entry(6, "SIGABRT"), Map.entry(7, "SIGBUS"),
			Map.entry(8, "SIGFPE"), Map.entry(9, "SIGKILL"), Map.entry(11, "SIGSEGV"), Map.entry(15, "SIGTERM"));

	/*
	 * Those that the machine sends to a process that does what it cannot.
	 */
	private static final Set<Integer> FAULTS = Set.of(4, 7, 8, 11);

	/**
	 * Tell the cause from an exit status.
	 * @param status exit code, or 128 and the number of a signal
	 * @param oomKilled whether the kernel killed a process for want of memory just now
	 * @param crashReport where the JVM wrote about its crash, empty if it did not
	 */
	static ExitCause of(int status, boolean oomKilled, String crashReport) {
		if (!crashReport.isEmpty() || status == SIGNAL_BASE + 6) {
			return new ExitCause("the JVM crashed (" + nameOf(status) + ")" + suffix(crashReport), false,
					RestartReason.CRASH);
		}
		if (status == SIGNAL_BASE + 9 && oomKilled) {
			return new ExitCause("killed by the kernel for want of memory (SIGKILL, oom_kill)", false,
					RestartReason.OUT_OF_MEMORY);
		}
		if (status == OUT_OF_MEMORY) {
			return new ExitCause("OutOfMemoryError (exit code 3)", false, RestartReason.OUT_OF_MEMORY);
		}
		if (status == WRONG_CONFIGURATION) {
			return new ExitCause("wrong configuration (exit code 78)", false, true, RestartReason.START_FAILURE);
		}
		if (status == SIGNAL_BASE + 9 || status == SIGNAL_BASE + 15) {
			return new ExitCause("killed by " + nameOf(status), true, RestartReason.KILLED);
		}
		if (SIGNALS.containsKey(status - SIGNAL_BASE)) {
			return new ExitCause("ended by " + nameOf(status), false,
					FAULTS.contains(status - SIGNAL_BASE) ? RestartReason.CRASH : RestartReason.KILLED);
		}
		return new ExitCause("exit code " + status, false, RestartReason.EXIT);
	}

	ExitCause(String text, boolean external, RestartReason reason) {
		this(text, external, false, reason);
	}

	private static String nameOf(int status) {
		String name = SIGNALS.get(status - SIGNAL_BASE);
		return (name != null) ? name : "exit code " + status;
	}

	private static String suffix(String crashReport) {
		return crashReport.isEmpty() ? "" : ", see " + crashReport;
	}

}
