package io.clusterboot.messaging.stomp;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link Outbox}.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
class OutboxTests {

	private static final int LARGE = 1024 * 1024;

	private final FakeMessaging messaging = new FakeMessaging();

	private final Outbox outbox = new Outbox(this.messaging, StompRelay.TOPIC, "me");

	@AfterEach
	void stop() {
		this.outbox.stop();
	}

	@Test
	void whatWaitsIsPublishedInBatchesAndInOrder() {
		IntStream.range(0, 1000).forEach((number) -> this.outbox.add(message(number, 10)));
		this.outbox.start();
		await().until(() -> this.messaging.published().size() == 1000);
		assertThat(this.messaging.published()).extracting(RelayedMessage::destination)
			.containsExactlyElementsOf(destinations(1000));
		assertThat(this.messaging.batches()).isOne();
	}

	@Test
	void largeMessagesHaveBatchesOfTheirOwn() {
		IntStream.range(0, 3).forEach((number) -> this.outbox.add(message(number, LARGE)));
		this.outbox.start();
		await().until(() -> this.messaging.published().size() == 3);
		assertThat(this.messaging.batches()).isEqualTo(3);
	}

	@Test
	void whatDoesNotFitIsLeftOutAndOneLineSaysSo(CapturedOutput output) {
		int fitting = Outbox.CAPACITY / LARGE - 1;
		IntStream.range(0, fitting + 5).forEach((number) -> this.outbox.add(message(number, LARGE)));
		this.outbox.start();
		await().until(() -> output.toString().contains("all workers again"));
		await().until(() -> this.messaging.published().size() == fitting);
		assertThat(this.messaging.published()).extracting(RelayedMessage::destination)
			.containsExactlyElementsOf(destinations(fitting));
		assertThat(output.toString().split("more than 4194304 bytes wait", -1)).hasSize(2);
		this.outbox.add(message(fitting, LARGE));
		await().until(() -> this.messaging.published().size() == fitting + 1);
	}

	@Test
	void messageThatIsLargerThanAllThatMayWaitIsLeftToTheMessaging() {
		this.outbox.add(message(0, Outbox.CAPACITY + 1));
		this.outbox.start();
		await().until(() -> this.messaging.published().size() == 1);
	}

	@Test
	void batchThatIsRefusedGoesOutOneByOne(CapturedOutput output) {
		List<Thread> calls = new ArrayList<>();
		this.messaging.road(() -> {
			calls.add(Thread.currentThread());
			if (calls.size() == 1 || calls.size() == 3) {
				throw new IllegalArgumentException("too large");
			}
		});
		IntStream.range(0, 3).forEach((number) -> this.outbox.add(message(number, 10)));
		this.outbox.start();
		await().until(() -> this.messaging.published().size() == 2);
		assertThat(this.messaging.published()).extracting(RelayedMessage::destination)
			.containsExactly("/topic/0", "/topic/2");
		assertThat(output).contains("A message to '/topic/1' reached the subscribers of this worker only: too large")
			.doesNotContain("until they can be published again");
	}

	@Test
	void stopPublishesWhatWaits() {
		IntStream.range(0, 5).forEach((number) -> this.outbox.add(message(number, LARGE / 2)));
		this.outbox.start();
		this.outbox.stop();
		assertThat(this.messaging.published()).hasSize(5);
		assertThat(this.outbox.isRunning()).isFalse();
	}

	@Test
	void stopDoesNotWaitForLong() {
		CountDownLatch begun = new CountDownLatch(1);
		this.messaging.road(() -> {
			begun.countDown();
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException("interrupted", ex);
			}
		});
		this.outbox.add(message(0, 10));
		this.outbox.start();
		await().until(() -> begun.getCount() == 0);
		this.outbox.add(message(1, 10));
		long start = System.nanoTime();
		this.outbox.stop();
		assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(10));
		assertThat(this.messaging.published()).isEmpty();
	}

	@Test
	void startAfterStopPublishesAgain() {
		this.outbox.start();
		this.outbox.stop();
		this.outbox.start();
		this.outbox.add(message(0, 10));
		await().until(() -> this.messaging.published().size() == 1);
	}

	private static RelayedMessage message(int number, int size) {
		return new RelayedMessage("/topic/" + number, null, null, null, new byte[size]);
	}

	private static List<String> destinations(int count) {
		return IntStream.range(0, count).mapToObj((number) -> "/topic/" + number).toList();
	}

}
