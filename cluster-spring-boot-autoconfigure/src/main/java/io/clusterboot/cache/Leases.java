package io.clusterboot.cache;

import org.jspecify.annotations.Nullable;

/**
 * Gives one worker at a time the right to compute an entry.
 */
@FunctionalInterface
interface Leases {

	/**
	 * Ask for the right to compute an entry.
	 * @param key the key of the entry
	 * @return the right, {@code null} if another worker has it
	 */
	@Nullable Lease acquire(String key);

}
