package io.clusterboot.cache;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Lets one thread of one worker compute an entry that many miss at the same time, while
 * the others wait for it.
 */
/*
 * In a worker, the first thread that misses a key leads: it alone asks for the lease, and
 * the others take what it brings. So Redis sees one contender of each worker, however
 * many threads there are. Nobody waits for longer than the patience: who does then
 * computes the entry without asking. That also ends what a lock could not, two loads that
 * need each other's entries.
 */
final class LoadGuard {

	private static final Duration PAUSE = Duration.ofMillis(20);

	private final Leases leases;

	private final Duration patience;

	private final LongSupplier clock;

	private final Runnable pause;

	private final ConcurrentMap<String, CompletableFuture<Object>> loads = new ConcurrentHashMap<>();

	LoadGuard(Leases leases, Duration patience) {
		this(leases, patience, System::nanoTime, () -> LockSupport.parkNanos(PAUSE.toNanos()));
	}

	LoadGuard(Leases leases, Duration patience, LongSupplier clock, Runnable pause) {
		this.leases = leases;
		this.patience = patience;
		this.clock = clock;
		this.pause = pause;
	}

	/**
	 * Return an entry that was missed.
	 * @param key its key
	 * @param lookup looks for it in Redis once more
	 * @param compute computes it and stores it
	 * @return the entry
	 */
	Object load(String key, Supplier<@Nullable Object> lookup, Supplier<Object> compute) {
		CompletableFuture<Object> own = new CompletableFuture<>();
		CompletableFuture<Object> running = this.loads.putIfAbsent(key, own);
		return (running != null) ? follow(running, compute) : lead(key, own, lookup, compute);
	}

	private Object follow(CompletableFuture<Object> running, Supplier<Object> compute) {
		try {
			return running.get(this.patience.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return compute.get();
		}
		catch (ExecutionException | CancellationException | TimeoutException ex) {
			// What went wrong for the leader may have been the leader's own: try
			return compute.get();
		}
	}

	/*
	 * Forgotten before it is told: who comes later must not be given what was computed
	 * before, as it may have been evicted since.
	 */
	private Object lead(String key, CompletableFuture<Object> own, Supplier<@Nullable Object> lookup,
			Supplier<Object> compute) {
		Object value = null;
		try {
			value = await(key, lookup, compute);
			return value;
		}
		finally {
			this.loads.remove(key, own);
			if (value != null) {
				own.complete(value);
			}
			else {
				own.cancel(false);
			}
		}
	}

	private Object await(String key, Supplier<@Nullable Object> lookup, Supplier<Object> compute) {
		long end = this.clock.getAsLong() + this.patience.toNanos();
		while (this.clock.getAsLong() - end < 0 && !Thread.currentThread().isInterrupted()) {
			Lease lease = this.leases.acquire(key);
			Object value = (lease != null) ? compute(lease, lookup, compute) : pause(lookup);
			if (value != null) {
				return value;
			}
		}
		return compute.get();
	}

	private static Object compute(Lease lease, Supplier<@Nullable Object> lookup, Supplier<Object> compute) {
		try (lease) {
			Object value = lookup.get();
			return (value != null) ? value : compute.get();
		}
	}

	private @Nullable Object pause(Supplier<@Nullable Object> lookup) {
		this.pause.run();
		return lookup.get();
	}

}
