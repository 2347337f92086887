package io.clusterboot.cache;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

/**
 * What this worker keeps of all caches in its own memory, and whether it may be relied
 * on.
 */
/*
 * Written by the connection that hears of changes, read by request threads. The copies
 * may be used until a moment that is put off again and again while that connection
 * answers. So whatever becomes of the connection, or of the thread that looks after it,
 * no copy is used for longer than that.
 */
final class NearCaches {

	private final int entries;

	private final Duration timeToLive;

	private final LongSupplier clock;

	private final Stamps stamps = new Stamps();

	private final List<NearCache> caches = new CopyOnWriteArrayList<>();

	private volatile long trustedUntil;

	NearCaches(int entries, Duration timeToLive, LongSupplier clock) {
		this.entries = entries;
		this.timeToLive = timeToLive;
		this.clock = clock;
		this.trustedUntil = clock.getAsLong();
	}

	NearCache create() {
		NearCache cache = new NearCache(this, this.stamps, this.entries, this.timeToLive, this.clock);
		this.caches.add(cache);
		return cache;
	}

	boolean trustedAt(long now) {
		return now - this.trustedUntil < 0;
	}

	void trustUntil(long time) {
		this.trustedUntil = time;
	}

	/**
	 * Use no copy until trust is given again.
	 */
	void distrust() {
		this.trustedUntil = this.clock.getAsLong();
		clear();
	}

	/*
	 * The stamp first: who reads the old value now either finds the new stamp after it
	 * has kept it, or has kept it before it is removed here.
	 */
	void changed(ByteBuffer key) {
		this.stamps.change(key);
		this.caches.forEach((cache) -> cache.remove(key));
	}

	void clear() {
		this.stamps.changeAll();
		this.caches.forEach(NearCache::clear);
	}

}
