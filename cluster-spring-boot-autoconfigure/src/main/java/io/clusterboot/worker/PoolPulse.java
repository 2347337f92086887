package io.clusterboot.worker;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import io.clusterboot.listen.RequestPool;

/**
 * Measures for how long the request threads of a server have finished nothing, although
 * something waited for them: there is always a probe that wants to pass.
 */
/*
 * No more than one probe is in the pool, so that they do not fill the queue of one that
 * is stuck.
 */
final class PoolPulse {

	private final RequestPool pool;

	private final AtomicBoolean probing = new AtomicBoolean();

	private final AtomicLong passed = new AtomicLong();

	private long progress = -1;

	private long since;

	PoolPulse(RequestPool pool) {
		this.pool = pool;
	}

	Duration standstill(long now) {
		long progress = this.pool.finished() + this.passed.get();
		if (progress != this.progress) {
			this.progress = progress;
			this.since = now;
		}
		if (this.probing.compareAndSet(false, true) && !this.pool.offer(this::pass)) {
			this.probing.set(false);
		}
		return Duration.ofNanos(now - this.since);
	}

	private void pass() {
		this.passed.incrementAndGet();
		this.probing.set(false);
	}

}
