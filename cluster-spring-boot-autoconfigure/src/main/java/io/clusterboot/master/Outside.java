package io.clusterboot.master;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What supervision needs of the world: it is a function of these.
 *
 * @param launcher starts workers
 * @param stager makes generations
 * @param threadDumper writes down what threads do
 * @param clock tells the time
 * @param restartPolicy decides what follows a failure
 * @param oomKills tells whether the kernel killed a process for want of memory since it
 * was asked last
 * @param events takes what happens later, on any thread
 * @param portRelease lets go of the port
 */
record Outside(WorkerLauncher launcher, Stager stager, ThreadDumper threadDumper, MasterClock clock,
		RestartPolicy restartPolicy, BooleanSupplier oomKills, Consumer<Event> events, Runnable portRelease) {
}
