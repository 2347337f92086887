package io.clusterboot.scheduling;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.integration.redis.util.RedisLockRegistry;
import org.springframework.integration.support.locks.DistributedLock;
import org.springframework.integration.support.locks.LockRegistry;

/**
 * Locks in Redis that expire soon after their worker has ended, and not before.
 */
/*
 * The registry could renew its locks itself. But it goes on when the release of a lock
 * has failed, so nobody would have the lock again before this worker ends; and after a
 * lock was taken twice by its holder it renews the next hold of it, too.
 */
final class RenewedLocks implements LockRegistry<DistributedLock>, AutoCloseable {

	private static final Log logger = LogFactory.getLog(RenewedLocks.class);

	private final RedisLockRegistry registry;

	private final Duration expiry;

	private final Map<Object, Hold> holds = new ConcurrentHashMap<>();

	private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, (task) -> {
		Thread thread = new Thread(task, "cluster-locks");
		thread.setDaemon(true);
		return thread;
	});

	RenewedLocks(RedisLockRegistry registry, Duration expiry) {
		this.registry = registry;
		this.expiry = expiry;
		this.timer.setRemoveOnCancelPolicy(true);
	}

	@Override
	public DistributedLock obtain(Object key) {
		return new RenewedLock(key, this.registry.obtain(key));
	}

	/*
	 * Who comes here holds the lock, so nobody else does with the same key.
	 */
	private void acquired(Object key, Duration expiry) {
		this.holds.compute(key, (same, hold) -> (hold != null) ? hold.again()
				: new Hold(Thread.currentThread(), 1, renewal(key, expiry)));
	}

	private Future<?> renewal(Object key, Duration expiry) {
		long third = expiry.toMillis() / 3;
		return this.timer.scheduleWithFixedDelay(() -> renew(key, expiry), third, third, TimeUnit.MILLISECONDS);
	}

	private void renew(Object key, Duration expiry) {
		try {
			this.registry.renewLock(key, expiry);
		}
		catch (IllegalStateException ex) {
			logger.warn("The lock '" + key + "' was lost: Redis has had no sign of life for " + expiry.toMillis()
					+ " ms, or it was removed. Its holder goes on, and another may have it");
			throw ex;
		}
		catch (RuntimeException ex) {
			logger.debug("The lock '" + key + "' could not be renewed for now", ex);
		}
	}

	/*
	 * Before it is released: after that another thread may hold it.
	 */
	private void releasing(Object key) {
		this.holds.computeIfPresent(key, (same, hold) -> hold.less());
	}

	@Override
	public void close() {
		this.timer.shutdownNow();
		this.registry.destroy();
	}

	/**
	 * How a lock is held.
	 *
	 * @param holder who holds it
	 * @param count how often
	 * @param renewal what renews it
	 */
	private record Hold(Thread holder, int count, Future<?> renewal) {

		Hold again() {
			return new Hold(this.holder, this.count + 1, this.renewal);
		}

		@Nullable Hold less() {
			if (this.holder != Thread.currentThread()) {
				return this;
			}
			if (this.count > 1) {
				return new Hold(this.holder, this.count - 1, this.renewal);
			}
			this.renewal.cancel(false);
			return null;
		}

	}

	/**
	 * One of them.
	 */
	private final class RenewedLock implements DistributedLock {

		private final Object key;

		private final DistributedLock lock;

		private RenewedLock(Object key, DistributedLock lock) {
			this.key = key;
			this.lock = lock;
		}

		@Override
		public void lock() {
			lock(RenewedLocks.this.expiry);
		}

		@Override
		public void lock(Duration ttl) {
			this.lock.lock(ttl);
			acquired(this.key, ttl);
		}

		@Override
		public void lockInterruptibly() throws InterruptedException {
			this.lock.lockInterruptibly();
			acquired(this.key, RenewedLocks.this.expiry);
		}

		@Override
		public boolean tryLock() {
			return noted(this.lock.tryLock(), RenewedLocks.this.expiry);
		}

		@Override
		public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
			return noted(this.lock.tryLock(time, unit), RenewedLocks.this.expiry);
		}

		@Override
		public boolean tryLock(Duration waitTime, Duration ttl) throws InterruptedException {
			return noted(this.lock.tryLock(waitTime, ttl), ttl);
		}

		private boolean noted(boolean acquired, Duration expiry) {
			if (acquired) {
				acquired(this.key, expiry);
			}
			return acquired;
		}

		@Override
		public void unlock() {
			releasing(this.key);
			this.lock.unlock();
		}

		@Override
		public Condition newCondition() {
			return this.lock.newCondition();
		}

		@Override
		public String toString() {
			return this.lock.toString();
		}

	}

}
