package io.clusterboot.master;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import io.clusterboot.ClusterProperties.GiveUp;
import io.clusterboot.ClusterProperties.Restart;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RestartPolicy}.
 */
class RestartPolicyTests {

	private static final Restart PATIENT = new Restart(Duration.ofMillis(200), 2, Duration.ofSeconds(1), 100,
			Duration.ofSeconds(30), GiveUp.EXIT);

	private static final Restart DEGRADING = new Restart(Duration.ofMillis(200), 2, Duration.ofSeconds(30), 5,
			Duration.ofSeconds(30), GiveUp.DEGRADE);

	@Test
	void delayAfterWhenNothingFailedIsZero() {
		assertThat(new RestartPolicy(PATIENT, () -> 0).delayAfter(0)).isZero();
	}

	@Test
	void delayAfterGrowsByMultiplierUpToTheLongest() {
		RestartPolicy policy = new RestartPolicy(PATIENT, () -> 0);
		assertThat(IntStream.rangeClosed(1, 6).mapToObj((failures) -> policy.delayAfter(failures).toMillis()))
			.isEqualTo(List.of(200L, 400L, 800L, 1000L, 1000L, 1000L));
	}

	@Test
	void delayAfterWhenMultiplierIsOneStaysTheSame() {
		RestartPolicy policy = new RestartPolicy(
				new Restart(Duration.ofMillis(200), 1, Duration.ofSeconds(1), 100, Duration.ofSeconds(30), GiveUp.EXIT),
				() -> 0);
		assertThat(policy.delayAfter(1)).isEqualTo(policy.delayAfter(50)).hasMillis(200);
	}

	@Test
	void delayAfterWhenFailuresAreWithoutNumberIsTheLongest() {
		assertThat(new RestartPolicy(PATIENT, () -> 0).delayAfter(Integer.MAX_VALUE)).hasMillis(1000);
	}

	@Test
	void delayAfterIsShortenedByChanceByAFifthAtMost() {
		Random random = new Random(42);
		RestartPolicy policy = new RestartPolicy(PATIENT, random::nextDouble);
		List<Duration> delays = IntStream.range(0, 1000).mapToObj((i) -> policy.delayAfter(2)).toList();
		assertThat(delays).allMatch((delay) -> delay.toMillis() >= 320 && delay.toMillis() <= 400);
		assertThat(delays.stream().distinct().count()).isGreaterThan(50);
	}

	@Test
	void delayAfterWhenGivenUpIsTheLongest() {
		RestartPolicy policy = new RestartPolicy(DEGRADING, () -> 0);
		assertThat(policy.delayAfter(4)).hasMillis(1600);
		assertThat(policy.delayAfter(5)).hasSeconds(30);
		assertThat(policy.delayAfter(6)).hasSeconds(30);
	}

	@Test
	void isExhaustedFromTheConfiguredNumberOfFailuresOn() {
		RestartPolicy policy = new RestartPolicy(DEGRADING, () -> 0);
		assertThat(policy.isExhausted(4)).isFalse();
		assertThat(policy.isExhausted(5)).isTrue();
		assertThat(policy.isExhausted(6)).isTrue();
	}

	@Test
	void exitsOnGiveUpWhenConfigured() {
		assertThat(new RestartPolicy(PATIENT, () -> 0).exitsOnGiveUp()).isTrue();
		assertThat(new RestartPolicy(DEGRADING, () -> 0).exitsOnGiveUp()).isFalse();
	}

}
