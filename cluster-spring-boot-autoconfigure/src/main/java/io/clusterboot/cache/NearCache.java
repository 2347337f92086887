package io.clusterboot.cache;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;

/**
 * What this worker keeps of one cache in its own memory.
 */
/*
 * It keeps the objects, not their bytes: reading JSON again for each hit would cost about
 * as much as asking a Redis on the same machine.
 */
final class NearCache {

	private static final long NO_END = -1;

	private final NearCaches caches;

	private final Stamps stamps;

	private final LongSupplier clock;

	private final long timeToLive;

	private final Cache<ByteBuffer, Copy> copies;

	private final LongAdder hits = new LongAdder();

	NearCache(NearCaches caches, Stamps stamps, int entries, Duration timeToLive, LongSupplier clock) {
		this.caches = caches;
		this.stamps = stamps;
		this.clock = clock;
		this.timeToLive = timeToLive.toNanos();
		this.copies = Caffeine.newBuilder()
			.maximumSize(entries)
			.expireAfterWrite(timeToLive)
			.ticker(clock::getAsLong)
			.executor(Runnable::run)
			.build();
	}

	/**
	 * Return the value of a key.
	 * @param key the key as Redis knows it
	 * @param reader reads the value from Redis
	 * @param remaining tells the milliseconds Redis will keep the entry: negative if it
	 * has no end, 0 if it is gone
	 * @return the value, {@code null} if there is none
	 */
	@Nullable Object get(ByteBuffer key, Supplier<@Nullable Object> reader, ToLongFunction<ByteBuffer> remaining) {
		Copy copy = this.copies.getIfPresent(key);
		long now = this.clock.getAsLong();
		if (copy != null && now - copy.until() < 0 && this.caches.trustedAt(now)) {
			this.hits.increment();
			return copy.value();
		}
		return read(key, reader, remaining);
	}

	private @Nullable Object read(ByteBuffer key, Supplier<@Nullable Object> reader,
			ToLongFunction<ByteBuffer> remaining) {
		long stamp = this.stamps.of(key);
		Object value = reader.get();
		if (value != null && this.caches.trustedAt(this.clock.getAsLong())) {
			keep(key, value, remaining.applyAsLong(key), stamp);
		}
		return value;
	}

	/*
	 * The end of the entry is kept with the copy, because Redis tells of an entry that
	 * expired when it comes across it, which can be much later.
	 */
	private void keep(ByteBuffer key, Object value, long remaining, long stamp) {
		long time = (remaining <= NO_END) ? this.timeToLive
				: Math.min(this.timeToLive, Duration.ofMillis(remaining).toNanos());
		this.copies.put(key, new Copy(value, this.clock.getAsLong() + time));
		if (this.stamps.of(key) != stamp) {
			this.copies.invalidate(key);
		}
	}

	void changed(ByteBuffer key) {
		this.caches.changed(key);
	}

	void changedAll() {
		this.stamps.changeAll();
		clear();
	}

	void remove(ByteBuffer key) {
		this.copies.invalidate(key);
	}

	void clear() {
		this.copies.invalidateAll();
	}

	long hits() {
		return this.hits.sum();
	}

	/**
	 * A value and the moment from which it is not used any more.
	 */
	private record Copy(Object value, long until) {
	}

}
