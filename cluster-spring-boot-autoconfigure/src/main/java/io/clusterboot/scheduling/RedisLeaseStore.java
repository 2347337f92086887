package io.clusterboot.scheduling;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.clusterboot.TaskState;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;

/**
 * The lease as a key of Redis.
 */
/*
 * Its value is <master>/<worker>. A new leader on the host of the former takes it over at
 * once, since their master knows that the former leads no more; what the former still
 * sends then is without effect, because the part of the worker differs.
 *
 * A Redis that has lost its data would give the lease to anybody while somebody trusts
 * it. So a lease that nobody has is given only by a Redis that has been up for longer
 * than a lease, except to who holds it anyway.
 *
 * The names of the other keys have that of the first in braces: in a Redis Cluster they
 * are all on one node.
 */
final class RedisLeaseStore implements LeaseStore {

	private static final Log logger = LogFactory.getLog(RedisLeaseStore.class);

	/*
	 * So long tasks are kept after the last leader, which is of use only to one that was
	 * there before.
	 */
	private static final Duration MEMORY = Duration.ofHours(1);

	private static final String NEVER = "never";

	/*
	 * Redis before 7 wants to be told that what a script writes depends on when it runs.
	 */
	private static final RedisScript<List<?>> TAKE = script("""
			redis.replicate_commands()
			local mine, master, lease, term = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
			local holder = redis.call('GET', KEYS[1])
			if holder and string.sub(holder, 1, #master) ~= master then
				return {'REFUSED'}
			end
			if holder and holder ~= mine and term > 0 then
				return {'HANDED_OVER'}
			end
			if not holder and term == 0 then
				local up = string.match(redis.call('INFO', 'server'), 'uptime_in_seconds:(%d+)')
				if tonumber(up) * 1000 < tonumber(lease) + 1000 then
					return {'TOO_EARLY'}
				end
			end
			redis.call('SET', KEYS[1], mine, 'PX', lease)
			local answer = {'HELD', ARGV[4]}
			local last = tonumber(redis.call('GET', KEYS[2]) or 0)
			if term > 0 and (holder or last <= term) then
				redis.call('SET', KEYS[2], ARGV[4])
			else
				answer[2] = string.format('%.0f', redis.call('INCR', KEYS[2]))
				if ARGV[5] == 'true' then
					for _, field in ipairs(redis.call('HGETALL', KEYS[3])) do
						table.insert(answer, field)
					end
				elseif not holder then
					redis.call('DEL', KEYS[3])
				end
			end
			redis.call('PEXPIRE', KEYS[3], ARGV[6])
			return answer
			""");

	private static final RedisScript<Long> RELEASE = RedisScript.of("""
			return redis.call('GET', KEYS[1]) == ARGV[1] and redis.call('DEL', KEYS[1]) or 0
			""", Long.class);

	private static final RedisScript<Long> KEEP = RedisScript.of("""
			if redis.call('GET', KEYS[1]) ~= ARGV[1] then
				return 0
			end
			redis.call('HSET', KEYS[2], unpack(ARGV, 3))
			return redis.call('PEXPIRE', KEYS[2], ARGV[2])
			""", Long.class);

	private final StringRedisTemplate redis;

	private final String leader;

	private final String term;

	private final String tasks;

	private final String master;

	private final String worker;

	private final Duration lease;

	/**
	 * Create the store.
	 * @param connections connect to Redis
	 * @param application name of the application, by which the keys begin
	 * @param master who all workers of this host have in common, and no other host
	 * @param worker who this worker is
	 * @param lease for how long a lease is given
	 */
	RedisLeaseStore(RedisConnectionFactory connections, String application, String master, String worker,
			Duration lease) {
		this.redis = new StringRedisTemplate(connections);
		this.leader = application + ":leader";
		this.term = "{" + this.leader + "}:term";
		this.tasks = "{" + this.leader + "}:tasks";
		this.master = master + "/";
		this.worker = this.master + worker;
		this.lease = lease;
	}

	@SuppressWarnings("unchecked")
	private static RedisScript<List<?>> script(String text) {
		return RedisScript.of(text, (Class<List<?>>) (Class<?>) List.class);
	}

	@Override
	public Answer take(long term, boolean successor) {
		List<?> answer = this.redis.execute(TAKE, List.of(this.leader, this.term, this.tasks), this.worker, this.master,
				millis(this.lease), String.valueOf(term), String.valueOf(successor), millis(MEMORY));
		Outcome outcome = Outcome.valueOf(text(answer, 0));
		return (outcome != Outcome.HELD) ? new Answer(outcome, 0, List.of())
				: new Answer(outcome, Long.parseLong(text(answer, 1)), tasks(answer.subList(2, answer.size())));
	}

	private static String text(List<?> answer, int position) {
		return String.valueOf(answer.get(position));
	}

	private static List<TaskState> tasks(List<?> fields) {
		List<TaskState> tasks = new ArrayList<>();
		for (int i = 0; i < fields.size(); i += 2) {
			try {
				tasks.add(new TaskState(text(fields, i), due(text(fields, i + 1)), false));
			}
			catch (DateTimeException ex) {
				logger.warn("Redis key '" + fields.get(i) + "' of the tasks of the former leader is unreadable, so "
						+ "the task is planned as if it were new: " + ex.getMessage());
			}
		}
		return tasks;
	}

	private static @Nullable Instant due(String text) {
		return NEVER.equals(text) ? null : Instant.parse(text);
	}

	@Override
	public void release() {
		this.redis.execute(RELEASE, List.of(this.leader), this.worker);
	}

	@Override
	public void keep(Map<String, TaskState> tasks) {
		List<String> arguments = new ArrayList<>(List.of(this.worker, millis(MEMORY)));
		tasks.forEach((name, task) -> {
			arguments.add(name);
			arguments.add((task.due() != null) ? task.due().toString() : NEVER);
		});
		this.redis.execute(KEEP, List.of(this.leader, this.tasks), arguments.toArray());
	}

	private static String millis(Duration duration) {
		return String.valueOf(duration.toMillis());
	}

}
