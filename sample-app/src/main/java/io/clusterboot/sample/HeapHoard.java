package io.clusterboot.sample;

import java.time.Duration;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Fills the heap but for a little, so that the JVM does hardly anything but collect
 * garbage, for a given time.
 */
final class HeapHoard {

	private static final Log logger = LogFactory.getLog(HeapHoard.class);

	/*
	 * One of the two survivor spaces counts as free and cannot be had.
	 */
	private static final double FREE = 0.08;

	private static final int OBJECTS_AT_ONCE = 4096;

	private static final int GARBAGE = 1024;

	private final Runtime runtime;

	private final long free;

	private @Nullable Link hoard;

	private byte @Nullable [] garbage;

	HeapHoard(Runtime runtime) {
		this(runtime, (long) (runtime.maxMemory() * FREE));
	}

	HeapHoard(Runtime runtime, long free) {
		this.runtime = runtime;
		this.free = free;
	}

	/**
	 * Fill the heap, and fill the rest of it with garbage again and again.
	 * @param duration how long in all
	 */
	void keep(Duration duration) {
		long start = System.nanoTime();
		while (!isOver(start, duration) && !isFull()) {
			for (int i = 0; i < OBJECTS_AT_ONCE; i++) {
				this.hoard = new Link(this.hoard);
			}
		}
		logger.info("The heap is full");
		while (!isOver(start, duration)) {
			this.garbage = new byte[GARBAGE];
		}
		this.hoard = null;
		this.garbage = null;
	}

	private static boolean isOver(long start, Duration duration) {
		return System.nanoTime() - start >= duration.toNanos();
	}

	/*
	 * What looks full may be garbage of others.
	 */
	private boolean isFull() {
		if (available() < this.free) {
			System.gc();
		}
		return available() < this.free;
	}

	private long available() {
		return this.runtime.maxMemory() - this.runtime.totalMemory() + this.runtime.freeMemory();
	}

	/**
	 * A small object, of which a heap holds so many that each collection takes long.
	 *
	 * @param next the one before
	 */
	private record Link(@Nullable Link next) {
	}

}
