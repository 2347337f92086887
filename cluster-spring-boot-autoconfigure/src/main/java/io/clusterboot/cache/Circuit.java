package io.clusterboot.cache;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisConnectionFailureException;

/**
 * Whether it is worth asking Redis, which a moment ago may have been away.
 */
/*
 * A Redis that hangs costs each command its whole timeout. Without this, every request
 * would wait for it, and soon all request threads would.
 */
final class Circuit {

	private static final Duration PAUSE = Duration.ofSeconds(1);

	private static final long CLOSED = 0;

	private final LongSupplier clock;

	/*
	 * When the next command may try, if not CLOSED.
	 */
	private final AtomicLong retryAt = new AtomicLong(CLOSED);

	Circuit() {
		this(System::nanoTime);
	}

	Circuit(LongSupplier clock) {
		this.clock = clock;
	}

	/**
	 * Return whether a command may be sent. While Redis is away that is one in a second.
	 * @return whether it may
	 */
	boolean allows() {
		long due = this.retryAt.get();
		return due == CLOSED || this.clock.getAsLong() - due >= 0 && this.retryAt.compareAndSet(due, soon());
	}

	/**
	 * Take note that Redis answered.
	 */
	void worked() {
		if (this.retryAt.get() != CLOSED) {
			this.retryAt.set(CLOSED);
		}
	}

	/**
	 * Take note that a command failed.
	 * @param failure why; an answer that is an error is an answer
	 */
	void failed(Throwable failure) {
		if (failure instanceof QueryTimeoutException || failure instanceof RedisConnectionFailureException) {
			this.retryAt.set(soon());
		}
		else {
			worked();
		}
	}

	private long soon() {
		long soon = this.clock.getAsLong() + PAUSE.toNanos();
		return (soon != CLOSED) ? soon : soon + 1;
	}

}
