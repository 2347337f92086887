package io.clusterboot.master;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import io.clusterboot.ClusterProperties;
import io.clusterboot.ipc.Connection;
import io.clusterboot.ipc.Message;
import io.clusterboot.ipc.Peer;
import io.clusterboot.os.OomKills;
import io.clusterboot.os.ProcessMemory;
import org.jspecify.annotations.Nullable;

/**
 * The master's loop: one thread takes events from one queue and supervises.
 */
final class Master implements Connection.Listener {

	/*
	 * The loop wakes up at least this often, so that it can tell that it was suspended.
	 */
	private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

	/*
	 * The master lives for months beside its workers, and needs little once they serve.
	 */
	private static final Duration MEMORY_RELEASE_INTERVAL = Duration.ofMinutes(5);

	private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

	private final MasterClock clock;

	private final Supervisor supervisor;

	private long expectedWakeUp;

	private long nextMemoryRelease;

	/**
	 * Create a master.
	 * @param properties the configuration
	 * @param plan what is wanted
	 * @param launcher starts workers
	 * @param portRelease lets go of the port
	 */
	Master(ClusterProperties properties, Plan plan, WorkerLauncher launcher, Runnable portRelease) {
		this(properties, plan, launcher, MasterClock.SYSTEM,
				new RestartPolicy(properties.restart(), () -> ThreadLocalRandom.current().nextDouble()),
				new OomKills()::happened, portRelease);
	}

	Master(ClusterProperties properties, Plan plan, WorkerLauncher launcher, MasterClock clock,
			RestartPolicy restartPolicy, BooleanSupplier oomKills, Runnable portRelease) {
		this.clock = clock;
		this.supervisor = new Supervisor(properties, plan, launcher, clock, restartPolicy, oomKills, this.events::add,
				portRelease);
	}

	/**
	 * Supervise until the cluster has stopped.
	 * @return the exit code
	 * @throws InterruptedException if this thread is interrupted
	 */
	int run() throws InterruptedException {
		this.expectedWakeUp = this.clock.nanoTime();
		this.nextMemoryRelease = this.expectedWakeUp;
		OptionalInt exitCode = step(null);
		while (exitCode.isEmpty()) {
			releaseMemory();
			exitCode = step(this.events.poll(nextWait().toNanos(), TimeUnit.NANOSECONDS));
		}
		return exitCode.getAsInt();
	}

	Duration nextWait() {
		Duration wait = min(this.supervisor.idleTime(), LONGEST_WAIT);
		this.expectedWakeUp = this.clock.nanoTime() + wait.toNanos();
		return wait;
	}

	/*
	 * All events first: a sign of life that waits in the queue must not be overlooked
	 * when deadlines are enforced.
	 */
	OptionalInt step(@Nullable Event first) {
		forgiveSuspension();
		for (Event event = first; event != null; event = this.events.poll()) {
			this.supervisor.handle(event);
		}
		this.supervisor.reconcile();
		return this.supervisor.exitCode();
	}

	private void releaseMemory() {
		long now = this.clock.nanoTime();
		if (this.supervisor.isSettled() && now - this.nextMemoryRelease >= 0) {
			ProcessMemory.release();
			this.nextMemoryRelease = now + MEMORY_RELEASE_INTERVAL.toNanos();
		}
	}

	private void forgiveSuspension() {
		Duration late = Duration.ofNanos(this.clock.nanoTime() - this.expectedWakeUp);
		if (late.compareTo(LONGEST_WAIT) > 0) {
			this.supervisor.postponeDeadlines(late);
		}
	}

	/**
	 * Ask the cluster to stop; the second time at once.
	 * @param reason who asks
	 */
	void stop(String reason) {
		this.events.add(new Event.Stop(reason));
	}

	@Override
	public void received(Peer peer, Message message) {
		this.events.add(new Event.Received(peer, message));
	}

	@Override
	public void closed(Peer peer) {
		this.events.add(new Event.Disconnected(peer));
	}

	private static Duration min(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

}
