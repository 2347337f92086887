package io.clusterboot.cli;

import java.io.PrintWriter;
import java.time.Clock;
import java.util.function.Supplier;

/**
 * What a command has around it.
 *
 * @param out where results go
 * @param err where progress and reasons go
 * @param progress begins to show how far something is
 * @param master connects to the master
 * @param clock the time
 */
record Console(PrintWriter out, PrintWriter err, Supplier<Progress> progress, Supplier<MasterConnection> master,
		Clock clock) {
}
