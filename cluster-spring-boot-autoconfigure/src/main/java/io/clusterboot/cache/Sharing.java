package io.clusterboot.cache;

import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * What all shared caches of this worker have in common.
 *
 * @param connections where Redis is
 * @param circuit whether it answers
 * @param guard who computes what is missing
 * @param near what is kept in this worker's memory, if that is wanted
 */
record Sharing(RedisConnectionFactory connections, Circuit circuit, LoadGuard guard, @Nullable Nearness near) {

	/**
	 * What all near caches have in common.
	 *
	 * @param caches the copies
	 * @param invalidations drops those that changed
	 */
	record Nearness(NearCaches caches, Invalidations invalidations) {

		/**
		 * Create a near cache.
		 * @param prefix how the keys begin it shall have
		 * @return the near cache
		 */
		NearCache create(String prefix) {
			this.invalidations.watch(prefix);
			return this.caches.create();
		}

	}

}
