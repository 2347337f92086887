package io.clusterboot.messaging.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;

import io.clusterboot.messaging.Parcel;
import io.lettuce.core.Consumer;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import org.jspecify.annotations.Nullable;

/**
 * A queue that is a stream of Redis, with one group of consumers: all workers.
 */
/*
 * An entry that is taken stays in the stream until its work is done, and belongs to who
 * has taken it. If he lets it lie for long, others may take it. What changes an entry
 * asks first to whom it belongs, in one script: a worker that was suspended must not take
 * back, or lay aside, what another has taken over meanwhile.
 */
final class RedisQueue {

	private static final byte[] GROUP = bytes("workers");

	private static final byte[] PUBLISHER = bytes("publisher");

	private static final byte[] NUMBER = bytes("number");

	private static final byte[] CONTENT = bytes("content");

	private static final String OWNED = """
			local function owned(id)
			  local found = redis.call('XPENDING', KEYS[1], ARGV[1], id, id, 1)
			  return #found > 0 and found[1][2] == ARGV[2]
			end
			""";

	private static final String FINISH = """
			redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
			return redis.call('XDEL', KEYS[1], ARGV[2])
			""";

	private static final String KEEP = OWNED + """
			for i = 4, #ARGV do
			  if owned(ARGV[i]) then
			    redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[i], 'IDLE', ARGV[3], 'JUSTID')
			  end
			end
			return #ARGV
			""";

	private static final String RETRY = OWNED + """
			if not owned(ARGV[3]) then
			  return 0
			end
			redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[3])
			return 1
			""";

	private static final String LAY_ASIDE = OWNED + """
			if not owned(ARGV[3]) then
			  return 0
			end
			local entry = redis.call('XRANGE', KEYS[1], ARGV[3], ARGV[3])
			if #entry > 0 then
			  local fields = entry[1][2]
			  for i = 4, #ARGV do
			    fields[#fields + 1] = ARGV[i]
			  end
			  redis.call('XADD', KEYS[2], '*', unpack(fields))
			end
			redis.call('XACK', KEYS[1], ARGV[1], ARGV[3])
			redis.call('XDEL', KEYS[1], ARGV[3])
			return 1
			""";

	private static final String TAKE_OVER = """
			local found = redis.call('XPENDING', KEYS[1], ARGV[1], 'IDLE', ARGV[3], '-', '+', 1)
			if #found > 0 then
			  local id = found[1][1]
			  redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, id)
			  local entry = redis.call('XRANGE', KEYS[1], id, id)
			  if #entry > 0 then
			    return {id, found[1][4] + 1, entry[1][2]}
			  end
			  redis.call('XACK', KEYS[1], ARGV[1], id)
			  return {id}
			end
			for _, consumer in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
			  local info = {}
			  for i = 1, #consumer, 2 do
			    info[consumer[i]] = consumer[i + 1]
			  end
			  if info.pending == 0 and info.idle > tonumber(ARGV[4]) then
			    redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], info.name)
			  end
			end
			return {}
			""";

	private static final String LEAVE = """
			for _, consumer in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
			  local info = {}
			  for i = 1, #consumer, 2 do
			    info[consumer[i]] = consumer[i + 1]
			  end
			  if info.pending == 0 and info.name == ARGV[2] then
			    redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2])
			  end
			end
			return 0
			""";

	private final byte[] key;

	private final byte[] dead;

	private final byte[] consumer;

	private final Duration takeover;

	/**
	 * Create what speaks to the queue.
	 * @param keys name of its keys
	 * @param consumer name of this worker
	 * @param takeover how long entries have to lie before they are taken over
	 */
	RedisQueue(QueueKeys keys, String consumer, Duration takeover) {
		this.key = bytes(keys.stream());
		this.dead = bytes(keys.dead());
		this.consumer = bytes(consumer);
		this.takeover = takeover;
	}

	RedisFuture<String> add(RedisClusterAsyncCommands<byte[], byte[]> redis, Parcel parcel) {
		return redis.xadd(this.key, PUBLISHER, bytes(parcel.publisher()), NUMBER, bytes(parcel.number()), CONTENT,
				parcel.content());
	}

	/**
	 * Take an entry that nobody has had yet.
	 * @param line waits for it
	 * @param patience how long to wait for one
	 * @return the entry; {@code null} if there is none
	 */
	@Nullable Job take(Line line, Duration patience) {
		return inGroup(line, () -> {
			List<StreamMessage<byte[], byte[]>> taken = line.ask((redis) -> read(redis, patience));
			return (taken == null || taken.isEmpty()) ? null : job(taken.get(0));
		});
	}

	@SuppressWarnings({ "unchecked", "varargs" })
	private RedisFuture<List<StreamMessage<byte[], byte[]>>> read(RedisClusterAsyncCommands<byte[], byte[]> redis,
			Duration patience) {
		return redis.xreadgroup(Consumer.from(GROUP, this.consumer),
				XReadArgs.Builder.count(1).block(patience.toMillis()), StreamOffset.lastConsumed(this.key));
	}

	private static Job job(StreamMessage<byte[], byte[]> message) {
		List<byte[]> fields = new ArrayList<>();
		message.getBody().forEach((name, value) -> fields.addAll(List.of(name, value)));
		return new Job(message.getId(), 1, parcel(fields));
	}

	/**
	 * Take an entry that somebody else has let lie. If there is none, forget workers that
	 * have ended.
	 * @return the entry; {@code null} if there is none
	 */
	@Nullable Job takeOver(Line line) {
		List<?> taken = inGroup(line, () -> script(line, TAKE_OVER, ScriptOutputType.MULTI, this.consumer,
				bytes(this.takeover.toMillis()), bytes(this.takeover.multipliedBy(6).toMillis())));
		if (taken == null || taken.size() < 3) {
			return null;
		}
		List<byte[]> fields = ((List<?>) taken.get(2)).stream().map(byte[].class::cast).toList();
		return new Job(text((byte[]) taken.get(0)), (Long) taken.get(1), parcel(fields));
	}

	private static @Nullable Parcel parcel(List<byte[]> fields) {
		String publisher = "?";
		String number = "0";
		byte[] content = null;
		for (int i = 0; i < fields.size() - 1; i += 2) {
			switch (text(fields.get(i))) {
				case "publisher" -> publisher = text(fields.get(i + 1));
				case "number" -> number = text(fields.get(i + 1));
				case "content" -> content = fields.get(i + 1);
				default -> {
				}
			}
		}
		return (content != null && number.matches("[0-9]{1,18}"))
				? new Parcel(publisher, Long.parseLong(number), content) : null;
	}

	/**
	 * Remove an entry whose work is done.
	 */
	void finish(Line line, Job job) {
		script(line, FINISH, ScriptOutputType.INTEGER, bytes(job.id()));
	}

	/**
	 * Say that the work of entries goes on.
	 * @param ids the entries, of which those are left alone that somebody else has now
	 */
	void keep(Line line, Collection<String> ids) {
		claim(line, ids, Duration.ZERO);
	}

	/**
	 * Let somebody else take an entry.
	 */
	void giveBack(Line line, Job job) {
		claim(line, List.of(job.id()), this.takeover);
	}

	private void claim(Line line, Collection<String> ids, Duration idle) {
		List<byte[]> arguments = new ArrayList<>(List.of(this.consumer, bytes(idle.toMillis())));
		ids.forEach((id) -> arguments.add(bytes(id)));
		script(line, KEEP, ScriptOutputType.INTEGER, arguments.toArray(byte[][]::new));
	}

	/**
	 * Count another attempt.
	 * @return whether the entry still belongs to this worker
	 */
	boolean retry(Line line, Job job) {
		Long kept = script(line, RETRY, ScriptOutputType.INTEGER, this.consumer, bytes(job.id()));
		return kept != null && kept == 1;
	}

	/**
	 * Move an entry to where those are that could not be worked on.
	 */
	void layAside(Line line, Job job, String reason) {
		script(line, LAY_ASIDE, ScriptOutputType.INTEGER, this.consumer, bytes(job.id()), bytes("id"), bytes(job.id()),
				bytes("attempts"), bytes(job.attempt()), bytes("reason"), bytes(reason));
	}

	/**
	 * Forget this worker, unless there are entries that it has taken.
	 */
	void leave(Line line) {
		script(line, LEAVE, ScriptOutputType.INTEGER, this.consumer);
	}

	private <T extends @Nullable Object> T script(Line line, String script, ScriptOutputType type,
			byte[]... arguments) {
		List<byte[]> all = new ArrayList<>(List.of(GROUP));
		all.addAll(List.of(arguments));
		return line
			.ask((redis) -> redis.eval(script, type, new byte[][] { this.key, this.dead }, all.toArray(byte[][]::new)));
	}

	/*
	 * Stream and group are made by the first who wants an entry, and again if somebody
	 * has deleted them.
	 */
	private <T extends @Nullable Object> T inGroup(Line line, Supplier<T> command) {
		try {
			return command.get();
		}
		catch (RedisCommandExecutionException ex) {
			if (!String.valueOf(ex.getMessage()).contains("NOGROUP")) {
				throw ex;
			}
			createGroup(line);
			return command.get();
		}
	}

	private void createGroup(Line line) {
		try {
			line.ask((redis) -> redis.xgroupCreate(StreamOffset.from(this.key, "0"), GROUP,
					XGroupCreateArgs.Builder.mkstream()));
		}
		catch (RedisCommandExecutionException ex) {
			if (!String.valueOf(ex.getMessage()).contains("BUSYGROUP")) {
				throw ex;
			}
		}
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static byte[] bytes(long number) {
		return bytes(Long.toString(number));
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}

}
