package io.clusterboot.master;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import io.clusterboot.ClusterProperties;
import io.clusterboot.generation.Generation;
import io.clusterboot.ipc.Connection;
import io.clusterboot.ipc.Message;
import io.clusterboot.ipc.Peer;
import io.clusterboot.os.AvailableMemory;
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
	private static final Duration UPKEEP_INTERVAL = Duration.ofMinutes(5);

	private final BlockingQueue<Event> events;

	private final MasterClock clock;

	private final Supervisor supervisor;

	private final RedisKeeper redis;

	private long expectedWakeUp;

	private long nextUpkeep;

	/**
	 * Create a master.
	 * @param properties the configuration
	 * @param plan what is wanted
	 * @param first what is run first
	 * @param launcher starts workers
	 * @param stager makes generations
	 * @param threadDumper writes down what threads do
	 * @param events what happened, and is still to be taken in
	 * @param portRelease lets go of the port
	 * @param redis keeps the Redis of the cluster
	 */
	Master(ClusterProperties properties, Plan plan, Generation first, WorkerLauncher launcher, Stager stager,
			ThreadDumper threadDumper, BlockingQueue<Event> events, Runnable portRelease, RedisKeeper redis) {
		this(properties, plan, first,
				new Outside(launcher, stager, threadDumper, MasterClock.SYSTEM,
						new RestartPolicy(properties.restart(), () -> ThreadLocalRandom.current().nextDouble()),
						new OomKills()::happened, new AvailableMemory()::bytes,
						() -> ThreadLocalRandom.current().nextDouble(), events::add, portRelease),
				events, redis);
	}

	Master(ClusterProperties properties, Plan plan, Generation first, Outside outside, BlockingQueue<Event> events,
			RedisKeeper redis) {
		this.clock = outside.clock();
		this.events = events;
		this.supervisor = new Supervisor(properties, plan, first, outside);
		this.redis = redis;
	}

	/**
	 * Supervise until the cluster has stopped.
	 * @return the exit code
	 * @throws InterruptedException if this thread is interrupted
	 */
	int run() throws InterruptedException {
		this.expectedWakeUp = this.clock.nanoTime();
		this.nextUpkeep = this.expectedWakeUp;
		OptionalInt exitCode = step(this.events.poll());
		while (exitCode.isEmpty()) {
			keepUp();
			exitCode = step(this.events.poll(nextWait().toNanos(), TimeUnit.NANOSECONDS));
		}
		return exitCode.getAsInt();
	}

	Duration nextWait() {
		Duration wait = min(min(this.supervisor.idleTime(), this.redis.idleTime()), LONGEST_WAIT);
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
			this.redis.handle(event);
		}
		this.supervisor.reconcile();
		this.redis.step();
		return this.supervisor.exitCode();
	}

	private void keepUp() {
		long now = this.clock.nanoTime();
		if (this.supervisor.isSettled() && now - this.nextUpkeep >= 0) {
			ProcessMemory.release();
			this.supervisor.keepUp();
			this.nextUpkeep = now + UPKEEP_INTERVAL.toNanos();
		}
	}

	private void forgiveSuspension() {
		Duration late = Duration.ofNanos(this.clock.nanoTime() - this.expectedWakeUp);
		if (late.compareTo(LONGEST_WAIT) > 0) {
			this.supervisor.postponeDeadlines(late);
		}
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
