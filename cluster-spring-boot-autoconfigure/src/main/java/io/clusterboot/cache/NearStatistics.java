package io.clusterboot.cache;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

import org.springframework.data.redis.cache.CacheStatistics;

/**
 * Statistics of a cache in Redis and of the copies before it.
 *
 * @param shared statistics of the cache in Redis
 * @param nearHits what was found in a copy, and so not asked for in Redis
 */
record NearStatistics(CacheStatistics shared, long nearHits) implements CacheStatistics {

	@Override
	public String getCacheName() {
		return this.shared.getCacheName();
	}

	@Override
	public long getPuts() {
		return this.shared.getPuts();
	}

	@Override
	public long getGets() {
		return this.shared.getGets() + this.nearHits;
	}

	@Override
	public long getHits() {
		return this.shared.getHits() + this.nearHits;
	}

	@Override
	public long getMisses() {
		return this.shared.getMisses();
	}

	@Override
	public long getDeletes() {
		return this.shared.getDeletes();
	}

	@Override
	public long getLockWaitDuration(TimeUnit unit) {
		return this.shared.getLockWaitDuration(unit);
	}

	@Override
	public Instant getSince() {
		return this.shared.getSince();
	}

	@Override
	public Instant getLastReset() {
		return this.shared.getLastReset();
	}

}
