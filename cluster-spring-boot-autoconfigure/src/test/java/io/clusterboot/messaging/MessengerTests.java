package io.clusterboot.messaging;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.clusterboot.ClusterMessagingException;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Messenger}.
 */
class MessengerTests {

	private final FakeTransport transport = new FakeTransport();

	private final Messenger messenger = new Messenger(this.transport,
			new MessageJson(JsonMapper.builder().build(), DataSize.ofKilobytes(1)), () -> {
			});

	@Test
	void messageIsPlainJsonWithANumber() {
		this.messenger.publish("news", new News("hello"));
		this.messenger.publish("news", "text");
		this.messenger.publish("other", List.of(1, 2));
		assertThat(this.transport.sent).extracting((parcel) -> new String(parcel.content(), StandardCharsets.UTF_8))
			.containsExactly("{\"title\":\"hello\"}", "\"text\"", "[1,2]");
		assertThat(this.transport.sent).extracting(Parcel::number).containsExactly(1L, 2L, 1L);
		assertThat(this.transport.sent).extracting(Parcel::publisher).hasSize(3).containsOnly(publisher());
	}

	@Test
	void numbersFollowTheOrderInWhichManyThreadsSend() {
		CompletableFuture<?>[] threads = IntStream.range(0, 8)
			.mapToObj((thread) -> CompletableFuture.runAsync(
					() -> IntStream.range(0, 500).forEach((number) -> this.messenger.publish("news", number)),
					(task) -> new Thread(task).start()))
			.toArray(CompletableFuture[]::new);
		CompletableFuture.allOf(threads).join();
		assertThat(this.transport.sent).extracting(Parcel::number).hasSize(4000).isSorted().doesNotHaveDuplicates();
	}

	@Test
	void numberOfWhatWasCertainlyNotSentIsUsedAgain() {
		this.transport.refusal = new IllegalStateException("away");
		assertThatExceptionOfType(ClusterMessagingException.class)
			.isThrownBy(() -> this.messenger.publish("news", "one"))
			.withMessage("A message for topic 'news' was not sent: away");
		this.transport.refusal = null;
		this.messenger.publish("news", "one");
		assertThat(this.transport.sent).extracting(Parcel::number).containsExactly(1L);
	}

	@Test
	void numberOfWhatWasPerhapsSentIsNot() {
		this.transport.answer = CompletableFuture.failedFuture(new IllegalStateException("lost"));
		assertThatExceptionOfType(ClusterMessagingException.class)
			.isThrownBy(() -> this.messenger.enqueue("jobs", "one"))
			.withMessage("A message for queue 'jobs' was perhaps not sent: lost");
		this.transport.answer = CompletableFuture.completedFuture(null);
		this.messenger.enqueue("jobs", "two");
		assertThat(this.transport.sent).extracting(Parcel::number).containsExactly(1L, 2L);
	}

	@Test
	void answerIsAwaitedForAWhile() {
		this.transport.answer = new CompletableFuture<>();
		assertThatExceptionOfType(ClusterMessagingException.class)
			.isThrownBy(() -> this.messenger.publish("news", "one"))
			.withMessage("A message for topic 'news' was not acknowledged within 20 ms");
	}

	@Test
	void interruptedPublisherStaysInterrupted() {
		this.transport.answer = new CompletableFuture<>();
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(ClusterMessagingException.class)
			.isThrownBy(() -> this.messenger.publish("news", "one"))
			.withMessageContaining("interrupted");
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void messageThatIsTooLargeIsRefused() {
		this.messenger.publish("news", "x".repeat(1022));
		assertThatIllegalArgumentException().isThrownBy(() -> this.messenger.publish("news", "x".repeat(1023)))
			.withMessageStartingWith(
					"The message for topic 'news' has 1025 bytes as JSON (cluster.messaging.max-message-size: 1024B)");
		assertThat(this.transport.sent).hasSize(1);
	}

	@Test
	void messageThatIsNoneIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.messenger.publish("news", new Unwritable()))
			.withMessageContaining("Unwritable) cannot be written as JSON: ");
		assertThatIllegalArgumentException().isThrownBy(() -> this.messenger.publish("a b", "text"))
			.withMessage("'a b' is no name of a topic (expected: 1 to 100 letters, digits, '.', '_' and '-')");
		assertThatIllegalArgumentException().isThrownBy(() -> this.messenger.enqueue("", "text"));
		assertThat(this.transport.sent).isEmpty();
	}

	private String publisher() {
		return this.transport.sent.get(0).publisher();
	}

	/**
	 * A message.
	 */
	record News(String title) {
	}

	/**
	 * No message.
	 */
	static class Unwritable {

		public String getTitle() {
			throw new IllegalStateException("no title");
		}

	}

	/**
	 * Keeps what is sent.
	 */
	private static final class FakeTransport implements Transport {

		final List<Parcel> sent = new ArrayList<>();

		CompletionStage<?> answer = CompletableFuture.completedFuture(null);

		RuntimeException refusal;

		@Override
		public CompletionStage<?> publish(String topic, Parcel parcel) {
			if (this.refusal != null) {
				throw this.refusal;
			}
			this.sent.add(parcel);
			return this.answer;
		}

		@Override
		public CompletionStage<?> enqueue(String queue, Parcel parcel) {
			return publish(queue, parcel);
		}

		@Override
		public CompletionStage<?> subscribe(String topic, Consumer<Parcel> receiver) {
			throw new UnsupportedOperationException(topic);
		}

		@Override
		public void work(String queue, int concurrency, JobHandler handler) {
			throw new UnsupportedOperationException(queue);
		}

		@Override
		public Duration patience() {
			return Duration.ofMillis(20);
		}

	}

}
