package io.clusterboot.messaging.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.clusterboot.ClusterListener;
import io.clusterboot.ClusterMessagingException;
import io.clusterboot.redis.RealRedis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that topics reach each worker by way of Redis.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(OutputCaptureExtension.class)
@Timeout(120)
class RedisTopicsTests {

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
	void eachWorkerGetsEachMessageOnceAndInTheOrderOfItsPublisher() {
		int threads = 4;
		int count = 2000;
		try (MessagingWorker first = worker(); MessagingWorker second = worker(); MessagingWorker third = worker()) {
			List<MessagingWorker> workers = List.of(first, second, third);
			CompletableFuture<?>[] publishers = workers.stream()
				.flatMap((worker) -> IntStream.range(0, threads)
					.mapToObj((thread) -> CompletableFuture.runAsync(() -> publish(worker, thread, count),
							(task) -> new Thread(task).start())))
				.toArray(CompletableFuture[]::new);
			CompletableFuture.allOf(publishers).join();
			for (MessagingWorker worker : workers) {
				Notes notes = worker.bean(Notes.class);
				MessagingWorker.until(() -> notes.all.size() == workers.size() * threads * count);
				Map<String, List<Integer>> bySource = new TreeMap<>();
				notes.copy()
					.forEach((note) -> bySource.computeIfAbsent(note.source(), (key) -> new ArrayList<>())
						.add(note.number()));
				assertThat(bySource).hasSize(workers.size() * threads);
				assertThat(bySource.values()).allSatisfy((numbers) -> assertThat(numbers).hasSize(count).isSorted());
			}
		}
	}

	private static void publish(MessagingWorker worker, int thread, int count) {
		String source = System.identityHashCode(worker) + "-" + thread;
		IntStream.range(0, count).forEach((number) -> worker.messaging().publish("notes", new Note(source, number)));
	}

	@Test
	void workerThatStartsWithoutRedisListensWhenItIsBack() {
		this.redis.stop();
		try (MessagingWorker worker = worker()) {
			assertThatExceptionOfType(ClusterMessagingException.class)
				.isThrownBy(() -> worker.messaging().publish("notes", new Note("a", 1)));
			this.redis.startAgain();
			MessagingWorker.persist(() -> worker.messaging().publish("notes", new Note("b", 1)));
			MessagingWorker.until(() -> {
				worker.messaging().publish("notes", new Note("c", 1));
				return worker.bean(Notes.class).all.contains(new Note("c", 1));
			});
		}
	}

	@Test
	void nothingComesTwiceOrInAnotherOrderWhileRedisComesAndGoes() {
		try (MessagingWorker publisher = worker(); MessagingWorker receiver = worker()) {
			AtomicBoolean done = new AtomicBoolean();
			AtomicInteger next = new AtomicInteger();
			CompletableFuture<Void> publishing = CompletableFuture.runAsync(() -> publishUntil(publisher, done, next));
			for (int i = 0; i < 4; i++) {
				int sofar = next.get();
				MessagingWorker.until(() -> next.get() > sofar + 100);
				if (i % 2 == 0) {
					this.redis.kill();
				}
				else {
					this.redis.stop();
				}
				this.redis.startAgain();
			}
			Notes notes = receiver.bean(Notes.class);
			int back = next.get();
			MessagingWorker.until(() -> notes.copy().stream().anyMatch((note) -> note.number() > back + 100));
			done.set(true);
			publishing.join();
			int last = next.get();
			MessagingWorker.persist(() -> publisher.messaging().publish("notes", new Note("a", last)));
			MessagingWorker.until(() -> notes.copy().stream().anyMatch((note) -> note.number() == last));
			List<Integer> numbers = notes.copy().stream().map(Note::number).toList();
			assertThat(numbers).doesNotHaveDuplicates().isSorted();
		}
	}

	private static void publishUntil(MessagingWorker worker, AtomicBoolean done, AtomicInteger next) {
		while (!done.get()) {
			try {
				worker.messaging().publish("notes", new Note("a", next.getAndIncrement()));
			}
			catch (ClusterMessagingException ex) {
				assertThat(ex).hasMessageContaining("topic 'notes'");
			}
		}
	}

	@Test
	void suspendedRedisCostsAPublisherNoMoreThanItsTimeout() {
		try (MessagingWorker worker = worker()) {
			worker.messaging().publish("notes", new Note("a", 1));
			this.redis.pause();
			long begin = System.nanoTime();
			assertThatExceptionOfType(ClusterMessagingException.class)
				.isThrownBy(() -> worker.messaging().publish("notes", new Note("a", 2)))
				.withMessageContaining("A message for topic 'notes' was");
			assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
			this.redis.resume();
			MessagingWorker.persist(() -> worker.messaging().publish("notes", new Note("a", 3)));
			MessagingWorker.until(() -> worker.bean(Notes.class).all.contains(new Note("a", 3)));
			assertThat(worker.bean(Notes.class).copy()).doesNotHaveDuplicates();
		}
		finally {
			this.redis.resume();
		}
	}

	@Test
	void gapIsToldAndRepetitionIsPassedOver(CapturedOutput output) {
		try (MessagingWorker worker = worker()) {
			for (int number : new int[] { 1, 5, 5, 4, 6 }) {
				raw("cluster-message 1-a " + number + "\n{\"source\":\"a\",\"number\":" + number + "}");
			}
			MessagingWorker.until(() -> worker.bean(Notes.class).all.size() == 3);
			assertThat(worker.bean(Notes.class).copy()).extracting(Note::number).containsExactly(1, 5, 6);
			assertThat(output).contains("3 messages of topic 'notes' by worker process 1-a did not arrive here");
		}
	}

	@Test
	void whatIsNoMessageIsPassedOver(CapturedOutput output) {
		try (MessagingWorker worker = worker()) {
			raw("hello");
			raw("");
			raw("cluster-message 1-a x\n{}");
			raw("cluster-message 1-a 1\n{not json");
			raw("cluster-message 1-a 2\n[]");
			raw("cluster-message 1-a 3\nnull");
			raw("cluster-message 1-a 4\n{\"source\":\"b\",\"number\":1}");
			MessagingWorker.until(() -> worker.bean(Notes.class).all.size() == 1);
			assertThat(worker.bean(Notes.class).copy()).containsExactly(new Note("b", 1));
			assertThat(output).contains("channel 'shop:topic:notes'", "was not published with ClusterMessaging",
					"Notes.note does not get a message of topic 'notes': it cannot be read as");
		}
	}

	@Test
	void messageOfAnotherVersionIsReadAsFarAsItGoes() {
		try (MessagingWorker worker = worker()) {
			raw("cluster-message 1-a 1\n{\"source\":\"a\",\"colour\":\"red\"}");
			MessagingWorker.until(() -> worker.bean(Notes.class).all.size() == 1);
			assertThat(worker.bean(Notes.class).copy()).containsExactly(new Note("a", 0));
		}
	}

	@Test
	void nameOfAClassInAMessageIsJustData() {
		try (MessagingWorker worker = MessagingWorker.start(this.redis.url(), Anything.class)) {
			String gadget = "[\"" + Gadget.class.getName() + "\",{\"@class\":\"" + Gadget.class.getName() + "\"}]";
			raw("cluster-message 1-a 1\n" + gadget);
			MessagingWorker.until(() -> worker.bean(Anything.class).all.size() == 1);
			assertThat(worker.bean(Anything.class).all)
				.containsExactly(List.of(Gadget.class.getName(), Map.of("@class", Gadget.class.getName())));
			assertThat(Gadget.made).hasValue(0);
		}
	}

	private void raw(String message) {
		assertThat(this.commands.publish("shop:topic:notes", message)).isEqualTo(1);
	}

	private MessagingWorker worker(String... properties) {
		return MessagingWorker.start(this.redis.url(), Notes.class, properties);
	}

	/**
	 * A message.
	 */
	record Note(String source, int number) {
	}

	/**
	 * Keeps what it gets.
	 */
	static class Notes {

		final List<Note> all = Collections.synchronizedList(new ArrayList<>());

		@ClusterListener("notes")
		void note(Note note) {
			this.all.add(note);
		}

		List<Note> copy() {
			synchronized (this.all) {
				return List.copyOf(this.all);
			}
		}

	}

	/**
	 * Takes whatever comes.
	 */
	static class Anything {

		final List<Object> all = Collections.synchronizedList(new ArrayList<>());

		@ClusterListener("notes")
		void anything(Object message) {
			this.all.add(message);
		}

	}

	/**
	 * What an attacker would like to be made.
	 */
	static class Gadget {

		static final AtomicInteger made = new AtomicInteger();

		Gadget() {
			made.incrementAndGet();
		}

	}

}
