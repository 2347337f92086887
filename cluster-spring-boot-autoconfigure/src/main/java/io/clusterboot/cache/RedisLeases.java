package io.clusterboot.cache;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;

/**
 * Leases that are keys of Redis, which expire unless their holder renews them.
 */
/*
 * RedisLockRegistry of Spring Integration would do most of this. But its listening kind
 * does not notice that a holder was killed, and connects where it should only ask; its
 * polling kind asks for commands of Redis 8.4 first and writes a stack trace to the log
 * of each worker where there are none; and neither stops renewing a lock whose release
 * failed. What is needed here is no lock for correctness, either: two workers that
 * compute the same entry do twice what once would do.
 */
final class RedisLeases implements Leases, AutoCloseable {

	/*
	 * So long others wait for a worker that was killed while it computed.
	 */
	static final Duration TERM = Duration.ofSeconds(3);

	private static final Log logger = LogFactory.getLog(RedisLeases.class);

	private static final RedisScript<Boolean> RENEW = RedisScript.of("""
			return redis.call('GET', KEYS[1]) == ARGV[1] and redis.call('PEXPIRE', KEYS[1], ARGV[2]) == 1
			""", Boolean.class);

	private static final RedisScript<Boolean> RELEASE = RedisScript.of("""
			return redis.call('GET', KEYS[1]) == ARGV[1] and redis.call('DEL', KEYS[1]) == 1
			""", Boolean.class);

	private final StringRedisTemplate redis;

	private final Circuit circuit;

	private final String prefix;

	private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, (task) -> {
		Thread thread = new Thread(task, "cluster-cache-leases");
		thread.setDaemon(true);
		return thread;
	});

	RedisLeases(RedisConnectionFactory connections, Circuit circuit, String prefix) {
		this.redis = new StringRedisTemplate(connections);
		this.circuit = circuit;
		this.prefix = prefix;
		this.timer.setRemoveOnCancelPolicy(true);
	}

	@Override
	public @Nullable Lease acquire(String key) {
		if (!this.circuit.allows()) {
			return Lease.UNSHARED;
		}
		String token = UUID.randomUUID().toString();
		try {
			boolean mine = Boolean.TRUE.equals(this.redis.opsForValue().setIfAbsent(this.prefix + key, token, TERM));
			this.circuit.worked();
			return mine ? hold(this.prefix + key, token) : null;
		}
		catch (DataAccessException ex) {
			this.circuit.failed(ex);
			return Lease.UNSHARED;
		}
	}

	private Lease hold(String key, String token) {
		long third = TERM.toMillis() / 3;
		Future<?> renewal = this.timer.scheduleWithFixedDelay(() -> renew(key, token), third, third,
				TimeUnit.MILLISECONDS);
		return () -> {
			renewal.cancel(false);
			release(key, token);
		};
	}

	private void renew(String key, String token) {
		run(RENEW, key, token, String.valueOf(TERM.toMillis()));
	}

	private void release(String key, String token) {
		run(RELEASE, key, token);
	}

	/*
	 * What fails here needs nobody: the lease expires.
	 */
	private void run(RedisScript<Boolean> script, String key, Object... arguments) {
		if (!this.circuit.allows()) {
			return;
		}
		try {
			this.redis.execute(script, List.of(key), arguments);
			this.circuit.worked();
		}
		catch (DataAccessException ex) {
			this.circuit.failed(ex);
			logger.debug("A lease is left to expire", ex);
		}
	}

	@Override
	public void close() {
		this.timer.shutdownNow();
	}

}
