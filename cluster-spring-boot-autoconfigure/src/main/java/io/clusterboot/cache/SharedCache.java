package io.clusterboot.cache;

import java.nio.ByteBuffer;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

import io.clusterboot.cache.Sharing.Nearness;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.cache.CacheStatistics;
import org.springframework.data.redis.cache.RedisCache;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.cache.RedisCacheWriter;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.serializer.SerializationException;

/**
 * A cache in Redis that goes on without Redis, computes an entry once for all workers,
 * and may keep copies in the memory of this worker.
 */
/*
 * Without Redis, what is read counts as missing and what is stored is dropped. But who
 * evicts is told of the failure: the stale entry would otherwise be served to everybody
 * once Redis is back. An entry that cannot be read counts as missing, too: another
 * version of the application may have written it.
 */
final class SharedCache extends RedisCache {

	/*
	 * What PTTL answers for a key that does not exist.
	 */
	private static final long NO_SUCH_KEY = -2;

	private static final long GONE = 0;

	private final Sharing sharing;

	private final Complaints complaints;

	private final String prefix;

	private final @Nullable NearCache near;

	SharedCache(String name, RedisCacheWriter writer, RedisCacheConfiguration configuration, Sharing sharing) {
		super(name, writer, configuration);
		this.sharing = sharing;
		this.complaints = new Complaints(name);
		this.prefix = configuration.usePrefix() ? configuration.getKeyPrefixFor(name) : "";
		Nearness nearness = sharing.near();
		// A copy would keep an entry from being read, and so from staying alive in Redis
		boolean lasting = !configuration.isTimeToIdleEnabled();
		this.near = (nearness != null && lasting) ? nearness.create(this.prefix) : null;
	}

	@Override
	protected @Nullable Object lookup(Object key) {
		NearCache copies = this.near;
		String full = (copies != null) ? createCacheKey(key) : "";
		// A prefix may depend on more than the name of the cache
		return (copies != null && full.startsWith(this.prefix))
				? copies.get(ByteBuffer.wrap(serializeCacheKey(full)), () -> read(key), this::remaining) : read(key);
	}

	private @Nullable Object read(Object key) {
		if (!this.sharing.circuit().allows()) {
			return null;
		}
		try {
			Object value = super.lookup(key);
			this.sharing.circuit().worked();
			return value;
		}
		catch (DataAccessException | SerializationException ex) {
			failed(ex);
			return null;
		}
	}

	private long remaining(ByteBuffer key) {
		try (RedisConnection connection = this.sharing.connections().getConnection()) {
			Long millis = connection.keyCommands().pTtl(key.array());
			return (millis == null || millis == NO_SUCH_KEY) ? GONE : millis;
		}
		catch (DataAccessException ex) {
			failed(ex);
			return GONE;
		}
	}

	@Override
	@SuppressWarnings("unchecked")
	public <T> @Nullable T get(Object key, Callable<T> loader) {
		Object found = lookup(key);
		if (found == null) {
			found = this.sharing.guard().load(createCacheKey(key), () -> read(key), () -> compute(key, loader));
		}
		return (T) fromStoreValue(found);
	}

	private Object compute(Object key, Callable<?> loader) {
		Object value = loadCacheValue(key, loader);
		put(key, value);
		return toStoreValue(value);
	}

	@Override
	public void put(Object key, @Nullable Object value) {
		store(key, () -> {
			super.put(key, value);
			return null;
		});
	}

	@Override
	public @Nullable ValueWrapper putIfAbsent(Object key, @Nullable Object value) {
		return store(key, () -> super.putIfAbsent(key, value));
	}

	private @Nullable ValueWrapper store(Object key, Supplier<@Nullable ValueWrapper> command) {
		try {
			if (!this.sharing.circuit().allows()) {
				return null;
			}
			ValueWrapper result = command.get();
			this.sharing.circuit().worked();
			return result;
		}
		catch (DataAccessException ex) {
			failed(ex);
			return null;
		}
		finally {
			forget(key);
		}
	}

	@Override
	public void evict(Object key) {
		evictIfPresent(key);
	}

	@Override
	public boolean evictIfPresent(Object key) {
		try {
			return change(() -> super.evictIfPresent(key));
		}
		finally {
			forget(key);
		}
	}

	@Override
	public void clear(String pattern) {
		try {
			change(() -> getCacheWriter().invalidate(getName(), serializeCacheKey(createCacheKey(pattern))));
		}
		finally {
			forgetAll();
		}
	}

	@Override
	public boolean invalidate() {
		try {
			return change(super::invalidate);
		}
		finally {
			forgetAll();
		}
	}

	private boolean change(Supplier<Boolean> command) {
		try {
			boolean changed = command.get();
			this.sharing.circuit().worked();
			return changed;
		}
		catch (DataAccessException ex) {
			this.sharing.circuit().failed(ex);
			throw ex;
		}
	}

	/*
	 * Redis tells of the change, but a moment after it was made: who made it shall not
	 * read what was there before.
	 */
	private void forget(Object key) {
		if (this.near != null) {
			this.near.changed(ByteBuffer.wrap(serializeCacheKey(createCacheKey(key))));
		}
	}

	private void forgetAll() {
		if (this.near != null) {
			this.near.changedAll();
		}
	}

	@Override
	public CompletableFuture<ValueWrapper> retrieve(Object key) {
		if (getCacheWriter().supportsAsyncRetrieve() && !this.sharing.circuit().allows()) {
			return CompletableFuture.completedFuture(null);
		}
		return super.retrieve(key).handle((found, failure) -> {
			note(failure);
			return found;
		});
	}

	@Override
	@SuppressWarnings("unchecked")
	public <T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> loader) {
		return retrieve(key).thenCompose((found) -> (found != null) ? CompletableFuture.completedFuture((T) found.get())
				: loader.get().thenCompose((value) -> storeLater(key, value)));
	}

	private <T> CompletableFuture<T> storeLater(Object key, T value) {
		return getCacheWriter()
			.store(getName(), serializeCacheKey(createCacheKey(key)), serializeCacheValue(toStoreValue(value)),
					getCacheConfiguration().getTtlFunction().getTimeToLive(key, value))
			.handle((stored, failure) -> {
				note(failure);
				forget(key);
				return value;
			});
	}

	private void note(@Nullable Throwable failure) {
		Throwable cause = (failure instanceof CompletionException) ? failure.getCause() : failure;
		if (cause == null) {
			this.sharing.circuit().worked();
		}
		else {
			failed(cause);
		}
	}

	private void failed(Throwable failure) {
		this.sharing.circuit().failed(failure);
		this.complaints.about(failure);
	}

	/*
	 * What is found nearby is a hit as well.
	 */
	@Override
	public CacheStatistics getStatistics() {
		CacheStatistics shared = super.getStatistics();
		return (this.near != null) ? new NearStatistics(shared, this.near.hits()) : shared;
	}

}
