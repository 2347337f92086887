package io.clusterboot.ipc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link Requests}.
 */
@Timeout(60)
class RequestsTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private final Requests<String> requests = new Requests<>();

	@Test
	void askWhenAnsweredReturnsAnswer() throws Exception {
		assertThat(this.requests.ask((id) -> this.requests.answered(id, "yes"), LONG)).isEqualTo("yes");
	}

	@Test
	void askWhenOthersAskGetsItsOwnAnswer() throws Exception {
		List<Long> ids = new ArrayList<>();
		String outer = this.requests.ask((first) -> {
			ids.add(first);
			assertThat(askNested(ids)).isEqualTo("inner");
			this.requests.answered(first, "outer");
		}, LONG);
		assertThat(outer).isEqualTo("outer");
		assertThat(ids).doesNotHaveDuplicates().hasSize(2);
	}

	private String askNested(List<Long> ids) {
		try {
			return this.requests.ask((second) -> {
				ids.add(second);
				this.requests.answered(second, "inner");
			}, LONG);
		}
		catch (TimeoutException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void askWhenNotAnsweredInTimeFails() {
		assertThatExceptionOfType(TimeoutException.class)
			.isThrownBy(() -> this.requests.ask((id) -> this.requests.answered(id + 1, "no"), Duration.ofMillis(20)));
	}

	@Test
	void answeredWhenTooLateIsIgnored() {
		AtomicLong asked = new AtomicLong();
		assertThatExceptionOfType(TimeoutException.class)
			.isThrownBy(() -> this.requests.ask(asked::set, Duration.ofMillis(1)));
		this.requests.answered(asked.get(), "late");
		assertThatExceptionOfType(TimeoutException.class)
			.isThrownBy(() -> this.requests.ask(asked::set, Duration.ofMillis(1)));
	}

	@Test
	void askWhenQuestionCannotBeSentThrowsThat() {
		assertThatIllegalStateException().isThrownBy(() -> this.requests.ask((id) -> {
			throw new IllegalStateException("closed");
		}, LONG)).withMessage("closed");
	}

	@Test
	void askWhenAbandonedFailsAtOnce() {
		assertThatExceptionOfType(TimeoutException.class)
			.isThrownBy(() -> this.requests.ask((id) -> this.requests.abandon(), LONG))
			.withMessage("The master is gone");
	}

	@Test
	void askWhenAbandonedBeforeCanBeAnsweredAgain() throws Exception {
		this.requests.abandon();
		assertThat(this.requests.ask((id) -> this.requests.answered(id, "yes"), LONG)).isEqualTo("yes");
	}

	@Test
	void askWhenInterruptedStopsWaiting() {
		CompletableFuture<Throwable> outcome = new CompletableFuture<>();
		Thread asking = new Thread(() -> {
			try {
				this.requests.ask((id) -> {
				}, LONG);
			}
			catch (TimeoutException | InterruptedException ex) {
				outcome.complete(ex);
			}
		});
		asking.start();
		asking.interrupt();
		await().pollInterval(Duration.ofMillis(2))
			.untilAsserted(
					() -> assertThat(outcome).isCompletedWithValueMatching(InterruptedException.class::isInstance));
	}

}
