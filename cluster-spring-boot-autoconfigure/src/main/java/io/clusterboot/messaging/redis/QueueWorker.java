package io.clusterboot.messaging.redis;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.clusterboot.messaging.Attempts;
import io.clusterboot.messaging.JobHandler;
import io.clusterboot.messaging.Parcel;
import io.clusterboot.redis.lettuce.Repetition;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Takes the messages of a queue for one listener, no more than it handles at a time.
 */
/*
 * Its own thread takes messages, and waits for Redis by a connection of its own. Each is
 * handled by another thread, which also keeps it while it pauses between two attempts: a
 * listener whose work fails, because something that it needs is away, does not run
 * through the queue meanwhile.
 */
final class QueueWorker implements Runnable {

	private static final Log logger = LogFactory.getLog(QueueWorker.class);

	private static final Duration PAUSE = Duration.ofMillis(500);

	/*
	 * Who looks for messages of ended workers, and who says that its own go on, does it
	 * so often in the time after which they may be taken over.
	 */
	static final int ROUNDS = 3;

	private final String name;

	private final RedisQueue queue;

	private final JobHandler handler;

	private final int concurrency;

	private final Settings settings;

	private final Line line;

	private final Line commands;

	private final Executor executor;

	private final Semaphore free;

	private final Set<String> taken = ConcurrentHashMap.newKeySet();

	private final CountDownLatch stopping = new CountDownLatch(1);

	private final CompletableFuture<Void> ended = new CompletableFuture<>();

	private final Repetition complaint;

	private volatile long takeOverAt;

	/**
	 * Create one that has taken nothing.
	 * @param line waits for messages
	 * @param commands says what became of them
	 */
	QueueWorker(String name, RedisQueue queue, JobHandler handler, int concurrency, Settings settings, Line line,
			Line commands, Executor executor) {
		this.name = name;
		this.queue = queue;
		this.handler = handler;
		this.concurrency = concurrency;
		this.settings = settings;
		this.line = line;
		this.commands = commands;
		this.executor = executor;
		this.free = new Semaphore(concurrency);
		this.complaint = new Repetition(settings.clock());
		this.takeOverAt = settings.clock().getAsLong();
	}

	@Override
	public void run() {
		try {
			while (isWanted()) {
				takeOne();
			}
			this.free.acquire(this.concurrency + 1);
			leave();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.ended.complete(null);
		}
	}

	private boolean isWanted() throws InterruptedException {
		this.free.acquire();
		if (!isStopping()) {
			return true;
		}
		this.free.release();
		return false;
	}

	private void takeOne() throws InterruptedException {
		Job job = null;
		try {
			job = next();
		}
		catch (RuntimeException ex) {
			failed(ex);
			this.stopping.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
		}
		if (job == null) {
			this.free.release();
			return;
		}
		Job taken = job;
		this.taken.add(taken.id());
		this.executor.execute(() -> handle(taken));
	}

	private @Nullable Job next() {
		long now = this.settings.clock().getAsLong();
		if (now - this.takeOverAt >= 0) {
			Job job = this.queue.takeOver(this.line);
			if (job != null) {
				return job;
			}
			this.takeOverAt = now + this.settings.takeover().toNanos() / ROUNDS;
		}
		return this.queue.take(this.line, this.settings.readTime());
	}

	/*
	 * While Redis was away nobody could say that his work goes on. So everybody gets the
	 * time to say it before others take anything over.
	 */
	private void failed(RuntimeException failure) {
		this.takeOverAt = this.settings.clock().getAsLong() + this.settings.takeover().toNanos();
		if (this.complaint.isDue()) {
			logger.warn("Queue '" + this.name + "' cannot be reached (" + failure.getMessage() + ")");
		}
		logger.debug("Queue '" + this.name + "' cannot be reached", failure);
	}

	private void handle(Job job) {
		try {
			attempt(job);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.taken.remove(job.id());
			this.free.release();
		}
	}

	private void attempt(Job job) throws InterruptedException {
		Parcel parcel = job.parcel();
		if (parcel == null) {
			layAside(job, "it is no message of ClusterMessaging", null);
			return;
		}
		if (job.attempt() > this.settings.attempts().max()) {
			layAside(job, "each worker that had it ended, or gave no sign of life", null);
			return;
		}
		try {
			this.handler.handle(parcel);
		}
		catch (Throwable ex) {
			failed(job, ex);
			return;
		}
		settle(() -> this.queue.finish(this.commands, job));
	}

	private void failed(Job job, Throwable failure) throws InterruptedException {
		Duration pause = this.settings.attempts().pauseAfter(job.attempt(), failure).orElse(null);
		if (pause == null) {
			layAside(job, failure.toString(), failure);
			return;
		}
		logger.warn(describe(job) + ": attempt " + job.attempt() + " of " + this.settings.attempts().max()
				+ " failed, the next is in " + pause.toMillis() + " ms", failure);
		if (this.stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
			settle(() -> this.queue.giveBack(this.commands, job));
		}
		else if (isStillOurs(job)) {
			attempt(job.again());
		}
	}

	private boolean isStillOurs(Job job) throws InterruptedException {
		boolean[] ours = { true };
		settle(() -> ours[0] = this.queue.retry(this.commands, job));
		return ours[0];
	}

	private void layAside(Job job, String reason, @Nullable Throwable failure) throws InterruptedException {
		logger.error(describe(job) + " is laid aside: " + reason, failure);
		settle(() -> this.queue.layAside(this.commands, job, reason));
	}

	private String describe(Job job) {
		return "Queue '" + this.name + "': message " + job.id();
	}

	/*
	 * Tried until Redis answers. Who stops tries it once: another worker takes the
	 * message over then.
	 */
	private void settle(Runnable command) throws InterruptedException {
		boolean settled = false;
		do {
			try {
				command.run();
				settled = true;
			}
			catch (RuntimeException ex) {
				failed(ex);
			}
		}
		while (!settled && !this.stopping.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
	}

	/**
	 * Say that the work of all messages that were taken goes on.
	 */
	void keep() {
		Set<String> current = Set.copyOf(this.taken);
		try {
			if (!current.isEmpty()) {
				this.queue.keep(this.commands, current);
			}
		}
		catch (RuntimeException ex) {
			failed(ex);
		}
	}

	/**
	 * Take no more.
	 * @return completes when what was taken is done
	 */
	CompletableFuture<Void> stop() {
		if (!isStopping()) {
			this.stopping.countDown();
			this.free.release();
		}
		return this.ended;
	}

	private boolean isStopping() {
		return this.stopping.getCount() == 0;
	}

	private void leave() {
		try {
			this.queue.leave(this.commands);
		}
		catch (RuntimeException ex) {
			logger.debug("Queue '" + this.name + "' still knows this worker", ex);
		}
	}

	/**
	 * What all queues of a worker have in common.
	 *
	 * @param attempts how often work is tried
	 * @param takeover time after which messages may be taken over
	 * @param readTime how long Redis waits for a message at a time
	 * @param clock tells the time in nanoseconds, from any origin
	 */
	record Settings(Attempts attempts, Duration takeover, Duration readTime, LongSupplier clock) {
	}

}
