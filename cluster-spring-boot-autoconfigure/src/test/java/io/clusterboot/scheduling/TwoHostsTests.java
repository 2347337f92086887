package io.clusterboot.scheduling;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.clusterboot.TaskState;
import io.clusterboot.redis.RealRedis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests that two hosts with a real Redis never lead at the same time.
 */
class TwoHostsTests {

	private static final Duration LEASE = Duration.ofSeconds(1);

	private static final Duration SOON = Duration.ofSeconds(10);

	private final AtomicInteger both = new AtomicInteger();

	private RealRedis redis;

	private RedisClients clients;

	private SharedLease one;

	private SharedLease other;

	private Thread watch;

	@BeforeEach
	void start() {
		this.redis = RealRedis.start();
		this.clients = new RedisClients(this.redis);
		this.one = host("one");
		this.other = host("other");
		this.watch = new Thread(this::watch, "watch");
		this.watch.start();
	}

	private SharedLease host(String master) {
		SharedLease lease = new SharedLease(new RedisLeaseStore(this.clients.open(), "shop", master, "0", LEASE), LEASE,
				LeaseClock.SYSTEM);
		lease.listen(new Nobody());
		lease.want();
		return lease;
	}

	/*
	 * Who holds it before and after it was seen with the other held it all the time.
	 */
	private void watch() {
		while (!Thread.currentThread().isInterrupted()) {
			if (this.one.isHeld() && this.other.isHeld() && this.one.isHeld()) {
				this.both.incrementAndGet();
			}
			Thread.onSpinWait();
		}
	}

	@AfterEach
	void stop() throws IOException, InterruptedException {
		this.watch.interrupt();
		this.watch.join();
		this.one.close(true);
		this.other.close(true);
		this.clients.close();
		this.redis.close();
		assertThat(this.both).as("times at which both led").hasValue(0);
	}

	@Test
	void pauseThatIsLongerThanTheLeaseEndsItAndSomebodyHasItAfterwards() {
		awaitHolder();
		this.redis.pause();
		await().atMost(SOON).until(() -> !this.one.isHeld() && !this.other.isHeld());
		this.redis.resume();
		awaitHolder();
	}

	@Test
	void holderThatReleasesHandsOverAtOnce() {
		SharedLease holder = awaitHolder();
		SharedLease other = (holder == this.one) ? this.other : this.one;
		long term = holder.term(1);
		holder.yield();
		await().atMost(LEASE).until(other::isHeld);
		assertThat(other.term(1)).isGreaterThan(term);
	}

	@Test
	void redisThatIsKilledAndHasLostItsDataGivesItToNobodyElseInTime() {
		SharedLease holder = awaitHolder();
		this.clients.open().getConnection().serverCommands().flushAll();
		this.redis.kill();
		this.redis.startAgain();
		awaitHolder();
		assertThat(holder.isHeld() ^ ((holder == this.one) ? this.other : this.one).isHeld()).isTrue();
	}

	@Test
	void hostThatIsGoneIsFollowedWithinTheLease() {
		SharedLease holder = awaitHolder();
		SharedLease other = (holder == this.one) ? this.other : this.one;
		holder.close(false);
		await().atMost(LEASE.plusSeconds(2)).until(other::isHeld);
	}

	private SharedLease awaitHolder() {
		await().atMost(SOON).until(() -> this.one.isHeld() || this.other.isHeld());
		return this.one.isHeld() ? this.one : this.other;
	}

	private static final class Nobody implements Lease.Listener {

		@Override
		public void granted(List<TaskState> tasks) {
		}

		@Override
		public void expired() {
		}

	}

}
