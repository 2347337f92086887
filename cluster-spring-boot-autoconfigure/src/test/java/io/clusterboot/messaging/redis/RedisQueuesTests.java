package io.clusterboot.messaging.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.clusterboot.ClusterEvent.WorkerActive;
import io.clusterboot.ClusterListener;
import io.clusterboot.ClusterMessagingException;
import io.clusterboot.redis.RealRedis;
import io.lettuce.core.Consumer;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XGroupCreateArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.sync.RedisCommands;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests that each message of a queue is worked on by one worker, by way of Redis.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class RedisQueuesTests {

	private static final String QUEUE = "shop:queue:jobs";

	private static final String SHORT_TAKEOVER = "cluster.messaging.takeover=1s";

	private static final String LONG_TAKEOVER = "cluster.messaging.takeover=1h";

	private RealRedis redis;

	private RedisClient client;

	private RedisCommands<String, String> commands;

	@BeforeAll
	void start() {
		this.redis = RealRedis.start();
		this.client = RedisClient.create(this.redis.url());
		this.commands = this.client.connect().sync();
	}

	@AfterAll
	void stop() throws IOException {
		this.client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
		this.redis.close();
	}

	@BeforeEach
	void flush() {
		this.commands.flushall();
	}

	@Test
	void eachJobIsDoneOnceAndSharedAmongWorkers() {
		int count = 600;
		try (MessagingWorker first = worker(); MessagingWorker second = worker()) {
			IntStream.range(0, count).forEach((number) -> first.messaging().enqueue("jobs", "job " + number));
			Jobs one = first.bean(Jobs.class);
			Jobs other = second.bean(Jobs.class);
			MessagingWorker.until(() -> one.done.size() + other.done.size() == count);
			assertThat(Stream.concat(one.done.stream(), other.done.stream())).doesNotHaveDuplicates();
			assertThat(one.done).isNotEmpty();
			assertThat(other.done).isNotEmpty();
			assertNothingLeft();
		}
		assertThat(this.commands.xinfoConsumers(QUEUE, "workers")).isEmpty();
	}

	@Test
	void jobThatFailsIsTriedAgainAndThenLaidAside() {
		try (MessagingWorker worker = worker("cluster.messaging.max-attempts=2")) {
			worker.messaging().enqueue("jobs", "bad");
			worker.messaging().enqueue("jobs", "good");
			StreamMessage<String, String> dead = awaitDead();
			assertThat(dead.getBody()).containsEntry("content", "\"bad\"")
				.containsEntry("attempts", "2")
				.hasEntrySatisfying("reason", (reason) -> assertThat(reason).contains("bad is bad"));
			assertThat(worker.bean(Jobs.class).started.stream().filter("bad"::equals)).hasSize(2);
			MessagingWorker.until(() -> worker.bean(Jobs.class).done.contains("good"));
			assertNothingLeft();
		}
	}

	@Test
	void whatCannotBeReadIsLaidAsideAtOnce() {
		try (MessagingWorker worker = worker()) {
			worker.messaging().enqueue("jobs", List.of(1, 2));
			assertThat(awaitDead().getBody().get("reason")).contains("cannot be read as");
			this.commands.del(QUEUE + ":dead");
			this.commands.xadd(QUEUE, Map.of("colour", "red"));
			assertThat(awaitDead().getBody()).containsEntry("colour", "red")
				.containsEntry("reason", "it is no message of ClusterMessaging");
			this.commands.xadd(QUEUE, Map.of("content", "\"by hand\""));
			MessagingWorker.until(() -> worker.bean(Jobs.class).done.contains("by hand"));
			assertThat(worker.bean(Jobs.class).started).containsExactly("by hand");
			assertNothingLeft();
		}
	}

	@Test
	void jobOfAnEndedWorkerIsTakenOver() {
		leaveBehind("\"left\"");
		try (MessagingWorker worker = worker(SHORT_TAKEOVER)) {
			MessagingWorker.until(() -> worker.bean(Jobs.class).done.contains("left"));
			assertNothingLeft();
		}
	}

	@Test
	void jobThatHasEndedTooManyWorkersIsLaidAside() {
		leaveBehind("\"left\"");
		try (MessagingWorker worker = worker(SHORT_TAKEOVER, "cluster.messaging.max-attempts=1")) {
			assertThat(awaitDead().getBody()).containsEntry("content", "\"left\"")
				.hasEntrySatisfying("reason", (reason) -> assertThat(reason).startsWith("each worker that had it"));
			assertThat(worker.bean(Jobs.class).started).isEmpty();
		}
	}

	/*
	 * Of a worker that has taken it and gives no sign of life.
	 */
	private void leaveBehind(String content) {
		this.commands.xgroupCreate(StreamOffset.from(QUEUE, "0"), "workers", XGroupCreateArgs.Builder.mkstream());
		this.commands.xadd(QUEUE, Map.of("publisher", "1-a", "number", "1", "content", content));
		assertThat(readAsGhost()).hasSize(1);
	}

	@SuppressWarnings("unchecked")
	private List<StreamMessage<String, String>> readAsGhost() {
		return this.commands.xreadgroup(Consumer.from("workers", "ghost"), StreamOffset.lastConsumed(QUEUE));
	}

	@Test
	void jobThatTakesLongerThanTheTakeoverIsLeftToItsWorker() {
		try (MessagingWorker first = worker(SHORT_TAKEOVER); MessagingWorker second = worker(SHORT_TAKEOVER)) {
			first.messaging().enqueue("jobs", "long");
			List<Jobs> jobs = List.of(first.bean(Jobs.class), second.bean(Jobs.class));
			MessagingWorker.until(() -> count(jobs, "long") == 1);
			await().during(Duration.ofSeconds(4)).atMost(Duration.ofSeconds(6)).until(() -> count(jobs, "long") == 1);
			jobs.forEach((each) -> each.release.countDown());
			await().untilAsserted(this::assertNothingLeft);
			assertThat(count(jobs, "long")).isEqualTo(1);
		}
	}

	@Test
	void jobThatIsDoneWhileRedisIsAwayIsNotDoneAgain() {
		try (MessagingWorker first = worker(SHORT_TAKEOVER); MessagingWorker second = worker(SHORT_TAKEOVER)) {
			first.messaging().enqueue("jobs", "long");
			List<Jobs> jobs = List.of(first.bean(Jobs.class), second.bean(Jobs.class));
			MessagingWorker.until(() -> count(jobs, "long") == 1);
			this.redis.stop();
			jobs.forEach((each) -> each.release.countDown());
			assertThatExceptionOfType(ClusterMessagingException.class)
				.isThrownBy(() -> first.messaging().enqueue("jobs", "not now"));
			MessagingWorker.until(() -> jobs.stream().anyMatch((each) -> each.done.contains("long")));
			this.redis.startAgain();
			await().ignoreExceptions().untilAsserted(this::assertNothingLeft);
			assertThat(count(jobs, "long")).isEqualTo(1);
			first.messaging().enqueue("jobs", "later");
			MessagingWorker.until(() -> jobs.stream().anyMatch((each) -> each.done.contains("later")));
		}
	}

	@Test
	void queueThatWasDeletedIsMadeAgain() {
		try (MessagingWorker worker = worker()) {
			worker.messaging().enqueue("jobs", "before");
			MessagingWorker.until(() -> worker.bean(Jobs.class).done.contains("before"));
			this.commands.flushall();
			worker.messaging().enqueue("jobs", "after");
			MessagingWorker.until(() -> worker.bean(Jobs.class).done.contains("after"));
		}
	}

	@Test
	void workerThatStartsWithoutRedisWorksWhenItIsBack() {
		this.redis.stop();
		try (MessagingWorker worker = worker()) {
			this.redis.startAgain();
			MessagingWorker.persist(() -> worker.messaging().enqueue("jobs", "job"));
			MessagingWorker.until(() -> worker.bean(Jobs.class).done.contains("job"));
		}
	}

	@Test
	void workerThatDoesNotServeYetTakesNoJobs() {
		long pid = ProcessHandle.current().pid();
		try (MessagingWorker worker = worker("cluster.worker.index=0")) {
			Jobs jobs = worker.bean(Jobs.class);
			worker.messaging().enqueue("jobs", "job");
			worker.publishEvent(new WorkerActive(1, pid + 1, 1));
			await().during(Duration.ofSeconds(1)).until(jobs.started::isEmpty);
			worker.publishEvent(new WorkerActive(0, pid, 1));
			MessagingWorker.until(() -> jobs.done.contains("job"));
		}
	}

	@Test
	void workerThatStopsFinishesItsJobAndTakesNoOther() {
		MessagingWorker worker = MessagingWorker.start(this.redis.url(), SlowJobs.class);
		SlowJobs jobs = worker.bean(SlowJobs.class);
		worker.messaging().enqueue("jobs", "long");
		worker.messaging().enqueue("jobs", "next");
		MessagingWorker.until(() -> jobs.started.contains("long"));
		CompletableFuture<Void> stopped = CompletableFuture.runAsync(worker::close);
		await().during(Duration.ofSeconds(1)).until(() -> !stopped.isDone());
		jobs.release.countDown();
		stopped.join();
		assertThat(jobs.done).containsExactly("long");
		assertThat(this.commands.xrange(QUEUE, Range.unbounded())).singleElement()
			.satisfies((message) -> assertThat(message.getBody()).containsEntry("content", "\"next\""));
	}

	@Test
	void workerThatStopsWhileItPausesGivesItsJobBack() {
		MessagingWorker first = worker(LONG_TAKEOVER);
		first.messaging().enqueue("jobs", "bad");
		Jobs jobs = first.bean(Jobs.class);
		MessagingWorker.until(() -> jobs.started.size() == 2);
		first.close();
		try (MessagingWorker second = worker(LONG_TAKEOVER)) {
			MessagingWorker.until(() -> second.bean(Jobs.class).started.contains("bad"));
		}
	}

	private MessagingWorker worker(String... properties) {
		return MessagingWorker.start(this.redis.url(), Jobs.class, properties);
	}

	private static long count(List<Jobs> jobs, String job) {
		return jobs.stream().flatMap((each) -> each.started.stream()).filter(Predicate.isEqual(job)).count();
	}

	private StreamMessage<String, String> awaitDead() {
		MessagingWorker.until(() -> this.commands.xlen(QUEUE + ":dead") > 0);
		return this.commands.xrange(QUEUE + ":dead", Range.unbounded()).get(0);
	}

	private void assertNothingLeft() {
		await().untilAsserted(() -> assertThat(this.commands.xlen(QUEUE)).isZero());
		assertThat(this.commands.xpending(QUEUE, "workers").getCount()).isZero();
	}

	/**
	 * Does what it is told.
	 */
	static class Jobs {

		final List<String> started = Collections.synchronizedList(new ArrayList<>());

		final List<String> done = Collections.synchronizedList(new ArrayList<>());

		final CountDownLatch release = new CountDownLatch(1);

		@ClusterListener(queue = "jobs", concurrency = 2)
		void work(String job) throws InterruptedException {
			this.started.add(job);
			if (job.equals("bad")) {
				throw new IllegalStateException("bad is bad");
			}
			if (job.equals("long") && !this.release.await(60, TimeUnit.SECONDS)) {
				throw new IllegalStateException("never released");
			}
			this.done.add(job);
		}

	}

	/**
	 * Does one thing at a time.
	 */
	static class SlowJobs {

		final List<String> started = Collections.synchronizedList(new ArrayList<>());

		final List<String> done = Collections.synchronizedList(new ArrayList<>());

		final CountDownLatch release = new CountDownLatch(1);

		@ClusterListener(queue = "jobs")
		void work(String job) throws InterruptedException {
			this.started.add(job);
			assertThat(this.release.await(60, TimeUnit.SECONDS)).isTrue();
			this.done.add(job);
		}

	}

}
