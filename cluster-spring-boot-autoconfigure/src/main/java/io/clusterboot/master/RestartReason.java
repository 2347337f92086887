package io.clusterboot.master;

import java.util.Locale;

/**
 * Why a worker had to be started again.
 */
enum RestartReason {

	/**
	 * Its JVM crashed.
	 */
	CRASH,

	/**
	 * It ran out of heap, or the machine out of memory.
	 */
	OUT_OF_MEMORY,

	/**
	 * It did not get on with its work, and the master killed it.
	 */
	HANG,

	/**
	 * Somebody else ended it from outside.
	 */
	KILLED,

	/**
	 * It did not become ready.
	 */
	START_FAILURE,

	/**
	 * It ended of its own accord.
	 */
	EXIT;

	/**
	 * Return the value of the label.
	 */
	String label() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
