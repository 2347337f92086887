package io.clusterboot.cache;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Numbers that grow with each change of a key, by which a reader sees that what it has
 * read may be of yesterday.
 */
/*
 * Several keys share a number: a change of another key then costs a copy, and nothing
 * else.
 */
final class Stamps {

	private static final int STRIPES = 1 << 12;

	private final AtomicLongArray stripes = new AtomicLongArray(STRIPES);

	private final AtomicLong all = new AtomicLong();

	/**
	 * Return the number of a key. Both of its parts only grow, so their sum tells.
	 * @param key the key
	 * @return its number
	 */
	long of(Object key) {
		return this.all.get() + this.stripes.get(stripe(key));
	}

	void change(Object key) {
		this.stripes.incrementAndGet(stripe(key));
	}

	void changeAll() {
		this.all.incrementAndGet();
	}

	private static int stripe(Object key) {
		int hash = key.hashCode();
		return (hash ^ (hash >>> 16)) & (STRIPES - 1);
	}

}
