package io.clusterboot.master;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

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
 * @param availableMemory tells how many bytes more processes can have
 * @param random gives numbers from 0 to less than 1
 * @param events takes what happens later, on any thread
 * @param portRelease lets go of the port
 */
record Outside(WorkerLauncher launcher, Stager stager, ThreadDumper threadDumper, MasterClock clock,
		RestartPolicy restartPolicy, BooleanSupplier oomKills, LongSupplier availableMemory, DoubleSupplier random,
		Consumer<Event> events, Runnable portRelease) {
}
