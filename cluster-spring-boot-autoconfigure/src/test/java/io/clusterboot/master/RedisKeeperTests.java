package io.clusterboot.master;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RedisKeeper}.
 */
@ExtendWith(OutputCaptureExtension.class)
class RedisKeeperTests {

	private final FakeClock clock = new FakeClock();

	private int starts;

	private final RedisKeeper keeper = new RedisKeeper(() -> this.starts++, this.clock);

	@Test
	void stepWhenItRunsDoesNothing() {
		advance(Duration.ofDays(1));
		assertThat(this.starts).isZero();
		assertThat(this.keeper.idleTime()).isGreaterThan(Duration.ofHours(1));
	}

	@Test
	void endWhenItWasStableIsFollowedByAStartSoon() {
		advance(Duration.ofSeconds(5));
		ended();
		assertThat(this.keeper.idleTime()).isEqualTo(Duration.ofMillis(100));
		advance(Duration.ofMillis(99));
		assertThat(this.starts).isZero();
		advance(Duration.ofMillis(1));
		assertThat(this.starts).isOne();
		advance(Duration.ofMinutes(1));
		assertThat(this.starts).as("until it is known what came of it").isOne();
	}

	@Test
	void pausesGrowUntilItHasBeenStable() {
		List<Long> pauses = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			pauses.add(pauseAfterEnd());
			this.keeper.handle(new Event.RedisListening(2, 1));
		}
		assertThat(pauses).containsExactly(100L, 200L, 400L, 800L, 1600L, 3200L, 5000L, 5000L);
		advance(Duration.ofSeconds(5));
		assertThat(pauseAfterEnd()).isEqualTo(100);
	}

	@Test
	void pauseAfterStartsThatFailedForLongIsNotThatOfAStableOne() {
		for (int i = 0; i < 10; i++) {
			pauseAfterEnd();
			advance(Duration.ofSeconds(5));
		}
		this.keeper.handle(new Event.RedisListening(2, 1));
		assertThat(pauseAfterEnd()).isEqualTo(5000);
	}

	@Test
	void eventsAreSaid(CapturedOutput output) {
		this.keeper.handle(new Event.RedisListening(4711, 20001));
		ended();
		assertThat(output).contains("Redis (pid 4711) is listening on 127.0.0.1:20001")
			.contains("Redis (pid 1) ended with exit code 137; starting it again in 100ms");
	}

	private long pauseAfterEnd() {
		ended();
		Duration pause = this.keeper.idleTime();
		advance(pause);
		return pause.toMillis();
	}

	private void ended() {
		this.keeper.handle(new Event.RedisEnded("Redis (pid 1) ended with exit code 137"));
	}

	private void advance(Duration duration) {
		this.clock.advance(duration);
		this.keeper.step();
	}

}
