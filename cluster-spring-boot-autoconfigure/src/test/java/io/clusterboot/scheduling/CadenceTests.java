package io.clusterboot.scheduling;

import java.time.Duration;
import java.time.Instant;

import io.clusterboot.scheduling.Cadence.FixedDelay;
import io.clusterboot.scheduling.Cadence.FixedRate;
import io.clusterboot.scheduling.Cadence.Once;
import org.junit.jupiter.api.Test;

import org.springframework.scheduling.support.CronTrigger;
import org.springframework.scheduling.support.PeriodicTrigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Cadence}.
 */
class CadenceTests {

	private static final Instant START = FakeTime.START;

	private static final Duration SECOND = Duration.ofSeconds(1);

	private final FakeTime time = new FakeTime();

	@Test
	void fixedRateStaysOnItsGrid() {
		Cadence cadence = new FixedRate(START, SECOND);
		assertThat(cadence.first()).isEqualTo(START);
		assertThat(cadence.next(START, START, START)).isEqualTo(START.plusSeconds(1));
		assertThat(cadence.next(START, START.plusMillis(300), START.plusMillis(900))).isEqualTo(START.plusSeconds(1));
	}

	@Test
	void fixedRateWhenTimesWereMissedLeavesThemOut() {
		Cadence cadence = new FixedRate(START, SECOND);
		assertThat(cadence.next(START, START.plusMillis(5300), START.plusMillis(5400))).isEqualTo(START.plusSeconds(6));
		assertThat(cadence.next(START, START.plusSeconds(5), START.plusSeconds(5))).isEqualTo(START.plusSeconds(6));
	}

	@Test
	void fixedRateWhenARunTakesLongIsDueBeforeItsEndOnce() {
		Cadence cadence = new FixedRate(START, SECOND);
		Instant next = cadence.next(START, START, START.plusMillis(3500));
		assertThat(next).isEqualTo(START.plusSeconds(1));
		assertThat(cadence.next(next, START.plusMillis(3500), START.plusMillis(3600))).isEqualTo(START.plusSeconds(4));
	}

	@Test
	void fixedRateWhenTheTimerIsEarlyIsNotDueTwice() {
		assertThat(new FixedRate(START, SECOND).next(START, START.minusMillis(2), START))
			.isEqualTo(START.plusSeconds(1));
	}

	@Test
	void fixedDelayCountsFromTheEnd() {
		Cadence cadence = new FixedDelay(START, SECOND);
		assertThat(cadence.first()).isEqualTo(START);
		assertThat(cadence.next(START, START, START.plusSeconds(7))).isEqualTo(START.plusSeconds(8));
		assertThat(cadence.afterInterruption(START, START.plusSeconds(2))).isEqualTo(START.plusSeconds(3));
	}

	@Test
	void onceIsDueAgainOnlyIfItWasInterrupted() {
		Cadence cadence = new Once(START);
		assertThat(cadence.first()).isEqualTo(START);
		assertThat(cadence.next(START, START, START)).isNull();
		assertThat(cadence.afterInterruption(START, START)).isEqualTo(START);
	}

	@Test
	void cronIsDueAfterTheEndAndNotTwiceForOneTime() {
		Cadence cadence = Cadence.of(new CronTrigger("0 0 * * * *", this.time.getZone()), this.time);
		Instant hour = START.plusSeconds(3600);
		assertThat(cadence.first()).isEqualTo(hour);
		assertThat(cadence.next(hour, hour.minusMillis(2), hour.minusMillis(1))).isEqualTo(hour.plusSeconds(3600));
		assertThat(cadence.next(hour, hour, hour.plusSeconds(4000))).isEqualTo(hour.plusSeconds(7200));
		assertThat(cadence.afterInterruption(hour, hour)).isEqualTo(hour.plusSeconds(3600));
	}

	@Test
	void triggerIsToldOfTheLastRun() {
		Cadence cadence = Cadence.of((context) -> (context.lastCompletion() != null)
				? context.lastCompletion().plusSeconds(2) : context.getClock().instant().plusSeconds(1), this.time);
		assertThat(cadence.first()).isEqualTo(START.plusSeconds(1));
		assertThat(cadence.next(START, START.plusSeconds(3), START.plusSeconds(4))).isEqualTo(START.plusSeconds(6));
		assertThat(Cadence.of((context) -> null, this.time).first()).isNull();
	}

	@Test
	void periodicTriggerIsAFixedRateOrDelay() {
		PeriodicTrigger trigger = new PeriodicTrigger(SECOND);
		trigger.setInitialDelay(Duration.ofSeconds(5));
		assertThat(Cadence.of(trigger, this.time)).isEqualTo(new FixedDelay(START.plusSeconds(5), SECOND));
		trigger.setFixedRate(true);
		assertThat(Cadence.of(trigger, this.time)).isEqualTo(new FixedRate(START.plusSeconds(5), SECOND));
	}

	@Test
	void periodThatIsNoneIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new FixedRate(START, Duration.ZERO))
			.withMessageContaining("PT0S (expected: above 0)");
		assertThatIllegalArgumentException().isThrownBy(() -> new FixedDelay(START, SECOND.negated()));
	}

	@Test
	void textTellsOneCadenceFromAnother() {
		assertThat(new FixedRate(START, SECOND)).hasToString("each PT1S");
		assertThat(new FixedDelay(START, SECOND)).hasToString("PT1S after the end");
		assertThat(new Once(START)).hasToString("once");
		assertThat(Cadence.of(new CronTrigger("0 0 3 * * *"), this.time)).hasToString("0 0 3 * * *");
		assertThat(Cadence.of((context) -> null, this.time).toString()).isEqualTo(getClass().getName() + "$$Lambda");
	}

}
