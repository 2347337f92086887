package io.clusterboot.messaging;

import java.time.Duration;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Attempts}.
 */
class AttemptsTests {

	private static final Exception FAILURE = new IllegalStateException("no");

	@Test
	void pausesGrowUpToALimit() {
		Attempts attempts = new Attempts(100);
		assertThat(LongStream.of(1, 2, 3, 4, 7, 99).mapToObj((attempt) -> attempts.pauseAfter(attempt, FAILURE)))
			.map((pause) -> pause.orElseThrow().toMillis())
			.containsExactly(500L, 1000L, 2000L, 4000L, 30_000L, 30_000L);
	}

	@Test
	void lastAttemptHasNoNext() {
		assertThat(new Attempts(3).pauseAfter(2, FAILURE)).contains(Duration.ofSeconds(1));
		assertThat(new Attempts(3).pauseAfter(3, FAILURE)).isEmpty();
		assertThat(new Attempts(3).pauseAfter(4, FAILURE)).isEmpty();
	}

	@Test
	void whatCannotBeReadIsNotTriedAgain() {
		assertThat(new Attempts(3).pauseAfter(1, new UnreadableMessageException("no", null))).isEmpty();
	}

}
