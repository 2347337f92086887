package io.clusterboot.cache;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link Invalidations} with connections that do as they are told.
 */
class InvalidationsTests {

	private long now = Duration.ofHours(-1).toNanos();

	private final NearCaches caches = new NearCaches(10, Duration.ofSeconds(60), () -> this.now);

	private final List<FakeLine> lines = new ArrayList<>();

	private @Nullable RuntimeException refusal;

	private Runnable duringOpen = () -> {
	};

	private final Invalidations invalidations = new Invalidations(this.caches, this::open, () -> this.now);

	@Test
	void nothingIsOpenedWhileNothingIsWatched() {
		this.invalidations.look();
		assertThat(this.lines).isEmpty();
		assertThat(trusted()).isFalse();
	}

	@Test
	void copiesAreUsedForTwoSecondsAfterEachQuestionThatWasAnswered() {
		watchAndLook();
		assertThat(trusted()).isTrue();
		pass(Duration.ofMillis(1999));
		assertThat(trusted()).isTrue();
		pass(Duration.ofMillis(1));
		assertThat(trusted()).isFalse();
		this.invalidations.look();
		assertThat(trusted()).isTrue();
		assertThat(this.lines).hasSize(1);
	}

	@Test
	void timeTheAnswerTookIsNotGranted() {
		watchAndLook();
		line().beforeAnswer = () -> pass(Duration.ofMillis(900));
		this.invalidations.look();
		pass(Duration.ofMillis(1099));
		assertThat(trusted()).isTrue();
		pass(Duration.ofMillis(1));
		assertThat(trusted()).isFalse();
	}

	@Test
	void lineThatDoesNotAnswerIsReplaced() {
		watchAndLook();
		line().silent = true;
		this.invalidations.look();
		assertThat(trusted()).isFalse();
		assertThat(line().closed).isTrue();
		this.invalidations.look();
		assertThat(this.lines).hasSize(2);
		assertThat(trusted()).isTrue();
	}

	@Test
	void disconnectedLineIsNotTrustedEvenIfItAnswersAgain() {
		watchAndLook();
		line().listener.disconnected();
		assertThat(trusted()).isFalse();
		assertThat(line().closed).isTrue();
	}

	@Test
	void answerThatCameJustBeforeTheEndDoesNotGiveTrustBack() {
		watchAndLook();
		line().beforeAnswer = () -> line().listener.disconnected();
		this.invalidations.look();
		assertThat(trusted()).isFalse();
		assertThat(line().closed).isTrue();
	}

	@Test
	void lineThatEndsWhileItIsOpenedIsNotTrusted() {
		this.duringOpen = () -> line().listener.disconnected();
		watchAndLook();
		assertThat(trusted()).isFalse();
		assertThat(line().closed).isTrue();
		this.duringOpen = () -> {
		};
		this.invalidations.look();
		assertThat(trusted()).isTrue();
	}

	@Test
	void redisThatIsAwayIsTriedAgain() {
		this.refusal = new IllegalStateException("away");
		watchAndLook();
		assertThat(trusted()).isFalse();
		this.refusal = null;
		this.invalidations.look();
		assertThat(trusted()).isTrue();
	}

	@Test
	void redisThatCannotTellIsNotTriedAgain() {
		this.refusal = new TrackingUnsupportedException("too old");
		this.invalidations.start();
		this.invalidations.watch("app:cache:");
		await().until(() -> !this.invalidations.isRunning());
		assertThat(trusted()).isFalse();
	}

	@Test
	void prefixThatIsCoveredNeedsNoNewLine() {
		watchAndLook();
		this.invalidations.watch("app:cache:books:");
		assertThat(trusted()).isTrue();
		assertThat(line().prefixes).containsExactly("app:cache:");
	}

	@Test
	void otherPrefixNeedsANewLineThatTellsOfBoth() {
		watchAndLook();
		this.invalidations.watch("own:");
		assertThat(trusted()).isFalse();
		assertThat(line().closed).isTrue();
		this.invalidations.look();
		assertThat(line().prefixes).containsExactlyInAnyOrder("app:cache:", "own:");
		assertThat(trusted()).isTrue();
	}

	@Test
	void shorterPrefixTakesThePlaceOfLongerOnes() {
		watchAndLook();
		this.invalidations.watch("app:");
		this.invalidations.look();
		assertThat(line().prefixes).containsExactly("app:");
	}

	@Test
	void prefixThatComesWhileALineIsOpenedIsNotForgotten() {
		this.duringOpen = () -> this.invalidations.watch("own:");
		watchAndLook();
		assertThat(trusted()).isFalse();
		this.duringOpen = () -> {
		};
		this.invalidations.look();
		assertThat(trusted()).isTrue();
		assertThat(line().prefixes).contains("own:");
	}

	@Test
	void whatWasReadBeforeRedisToldOfChangesIsNotKept() {
		NearCache cache = this.caches.create();
		ByteBuffer key = ByteBuffer.wrap(new byte[] { 1 });
		cache.get(key, () -> {
			watchAndLook();
			return "old";
		}, (any) -> -1);
		assertThat(cache.get(key, () -> "new", (any) -> -1)).isEqualTo("new");
	}

	@Test
	void stopEndsTrustAndLine() {
		watchAndLook();
		this.invalidations.stop();
		assertThat(trusted()).isFalse();
		assertThat(line().closed).isTrue();
	}

	private void watchAndLook() {
		this.invalidations.watch("app:cache:");
		this.invalidations.look();
	}

	private boolean trusted() {
		return this.caches.trustedAt(this.now);
	}

	private FakeLine line() {
		return this.lines.get(this.lines.size() - 1);
	}

	private void pass(Duration time) {
		this.now += time.toNanos();
	}

	private TrackingLine open(Set<String> prefixes, TrackingLine.Listener listener) {
		if (this.refusal != null) {
			throw this.refusal;
		}
		FakeLine line = new FakeLine(prefixes, listener);
		this.lines.add(line);
		this.duringOpen.run();
		return line;
	}

	/**
	 * A connection without Redis.
	 */
	private static final class FakeLine implements TrackingLine {

		private final Set<String> prefixes;

		private final Listener listener;

		private Runnable beforeAnswer = () -> {
		};

		private boolean silent;

		private boolean closed;

		FakeLine(Set<String> prefixes, Listener listener) {
			this.prefixes = prefixes;
			this.listener = listener;
		}

		@Override
		public void ping() {
			if (this.silent) {
				throw new IllegalStateException("no answer");
			}
			this.beforeAnswer.run();
		}

		@Override
		public void close() {
			this.closed = true;
		}

	}

}
