package io.clusterboot.worker;

import java.time.Duration;

import io.clusterboot.listen.DrainableServers;
import io.clusterboot.listen.ListenMode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Pulse} and what it consists of, in a time of their own.
 */
class PulseTests {

	private static final Duration INTERVAL = Duration.ofSeconds(1);

	private final FakePool pool = new FakePool();

	private final FakePool management = new FakePool();

	private final FakeServer server = new FakeServer();

	private final DrainableServers servers = new DrainableServers(ListenMode.SHARED);

	private long now = Duration.ofHours(-1).toNanos();

	private long collecting = Duration.ofMinutes(5).toNanos();

	private Pulse pulse;

	@BeforeEach
	void create() {
		this.server.pool(this.pool);
		this.servers.add(this.server);
		this.pulse = new Pulse(this.servers, new WakingTime(() -> this.now, INTERVAL),
				new CollectorPulse(() -> this.now, () -> this.collecting));
	}

	@Test
	void idlePoolDoesNotStandStill() {
		for (int second = 0; second < 60; second++) {
			assertThat(requestsAfter(INTERVAL)).isZero();
			this.pool.serve();
		}
		assertThat(this.pool.offered()).isEqualTo(60);
	}

	@Test
	void busyPoolThatFinishesRequestsDoesNotStandStill() {
		for (int second = 0; second < 60; second++) {
			assertThat(requestsAfter(INTERVAL)).isZero();
			this.pool.finishOne();
		}
		assertThat(this.pool.waiting()).isEqualTo(1);
	}

	@Test
	void poolThatFinishesARequestNowAndThenStandsStillInBetween() {
		requestsAfter(INTERVAL);
		assertThat(requestsAfter(INTERVAL)).isEqualTo(Duration.ofSeconds(1));
		assertThat(requestsAfter(INTERVAL)).isEqualTo(Duration.ofSeconds(2));
		this.pool.finishOne();
		assertThat(requestsAfter(INTERVAL)).isZero();
		assertThat(requestsAfter(INTERVAL)).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void stuckPoolStandsStillSinceItLastFinishedAnythingAndHoldsOneProbe() {
		requestsAfter(INTERVAL);
		this.pool.serve();
		requestsAfter(INTERVAL);
		for (int second = 1; second <= 60; second++) {
			assertThat(requestsAfter(INTERVAL)).isEqualTo(Duration.ofSeconds(second));
		}
		assertThat(this.pool.waiting()).isEqualTo(1);
		this.pool.serve();
		assertThat(requestsAfter(INTERVAL)).isZero();
	}

	@Test
	void poolThatRejectsTheProbeStandsStillUntilItTakesOne() {
		this.pool.full(true);
		requestsAfter(INTERVAL);
		assertThat(requestsAfter(INTERVAL)).isEqualTo(Duration.ofSeconds(1));
		assertThat(requestsAfter(INTERVAL)).isEqualTo(Duration.ofSeconds(2));
		assertThat(this.pool.offered()).isEqualTo(3);
		this.pool.full(false);
		assertThat(requestsAfter(INTERVAL)).isEqualTo(Duration.ofSeconds(3));
		this.pool.serve();
		assertThat(requestsAfter(INTERVAL)).isZero();
	}

	@Test
	void fullPoolThatFinishesRequestsDoesNotStandStill() {
		this.pool.full(true);
		for (int second = 0; second < 60; second++) {
			assertThat(requestsAfter(INTERVAL)).isZero();
			this.pool.finishOne();
		}
	}

	@Test
	void longestOfSeveralServersCounts() {
		requestsAfter(INTERVAL);
		FakeServer other = new FakeServer();
		other.pool(this.management);
		this.servers.add(other);
		for (int second = 0; second < 3; second++) {
			this.pool.serve();
			assertThat(requestsAfter(INTERVAL)).isEqualTo(Duration.ofSeconds(second));
		}
		this.management.serve();
		assertThat(requestsAfter(INTERVAL)).isEqualTo(Duration.ofSeconds(1));
		assertThat(this.pool.waiting()).isEqualTo(1);
	}

	@Test
	void workerWithoutServersDoesNotStandStill() {
		Pulse none = new Pulse(new DrainableServers(ListenMode.SHARED), () -> this.now,
				new CollectorPulse(() -> this.now, () -> this.collecting));
		this.now += INTERVAL.multipliedBy(60).toNanos();
		assertThat(none.standstill().longest()).isZero();
	}

	@ParameterizedTest
	@ValueSource(ints = { 20, 3600 })
	void suspendedProcessThatComesBackHasNotStoodStillMeanwhile(int seconds) {
		requestsAfter(INTERVAL);
		assertThat(requestsAfter(Duration.ofSeconds(seconds))).isEqualTo(Duration.ofSeconds(2));
		this.pool.serve();
		assertThat(requestsAfter(INTERVAL)).isZero();
		assertThat(this.pulse.standstill().collecting()).isZero();
	}

	@Test
	void stuckPoolOfASuspendedProcessStandsStillAsBefore() {
		requestsAfter(INTERVAL);
		assertThat(requestsAfter(INTERVAL)).isEqualTo(Duration.ofSeconds(1));
		assertThat(requestsAfter(Duration.ofSeconds(20))).isEqualTo(Duration.ofSeconds(3));
		assertThat(requestsAfter(INTERVAL)).isEqualTo(Duration.ofSeconds(4));
	}

	@Test
	void collectingAllTheTimeIsAStandstill() {
		for (int second = 1; second <= 60; second++) {
			assertThat(collectingAfter(INTERVAL, 0.95)).isEqualTo(Duration.ofSeconds(second));
		}
	}

	@ParameterizedTest
	@ValueSource(doubles = { 0, 0.5, 0.89 })
	void collectingMuchIsNoStandstill(double share) {
		for (int second = 0; second < 60; second++) {
			assertThat(collectingAfter(INTERVAL, share)).isZero();
		}
	}

	@Test
	void longCollectionIsAStandstillUntilTheWorkerGetsOn() {
		assertThat(collectingAfter(Duration.ofSeconds(20), 0.99)).isEqualTo(Duration.ofSeconds(20));
		assertThat(collectingAfter(INTERVAL, 1)).isEqualTo(Duration.ofSeconds(21));
		assertThat(collectingAfter(INTERVAL, 0.1)).isZero();
	}

	@Test
	void heartbeatSoonAfterALongCollectionIsNoProof() {
		collectingAfter(Duration.ofSeconds(20), 1);
		assertThat(collectingAfter(Duration.ofMillis(250), 0)).isEqualTo(Duration.ofSeconds(20));
		assertThat(collectingAfter(Duration.ofMillis(750), 1)).isZero();
	}

	@Test
	void collectingIsMeasuredOverSeveralShortIntervals() {
		for (int i = 1; i <= 16; i++) {
			assertThat(collectingAfter(Duration.ofMillis(250), (i % 4 == 0) ? 0.7 : 1))
				.isEqualTo(Duration.ofSeconds(i / 4));
		}
	}

	@Test
	void collectionBetweenTheTwoReadingsIsInBoth() {
		int[] readings = new int[1];
		CollectorPulse collector = new CollectorPulse(() -> this.now, () -> {
			if (readings[0]++ == 2) {
				this.now += Duration.ofSeconds(10).toNanos();
				this.collecting += Duration.ofSeconds(10).toNanos();
			}
			return this.collecting;
		});
		this.now += INTERVAL.toNanos();
		this.collecting += INTERVAL.toNanos();
		assertThat(collector.standstill()).isEqualTo(Duration.ofSeconds(11));
		this.now += INTERVAL.toNanos();
		this.collecting += INTERVAL.toNanos();
		assertThat(collector.standstill()).isEqualTo(Duration.ofSeconds(12));
	}

	@ParameterizedTest
	@ValueSource(strings = { "Copy", "MarkSweepCompact", "PS Scavenge", "PS MarkSweep", "G1 Young Generation",
			"G1 Old Generation", "ZGC Pauses", "ZGC Minor Pauses", "ZGC Major Pauses", "Shenandoah Pauses" })
	void collectorsThatStopTheApplicationCount(String name) {
		assertThat(CollectorPulse.isPause(name)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "ZGC Cycles", "ZGC Minor Cycles", "ZGC Major Cycles", "Shenandoah Cycles", "G1 Concurrent GC" })
	void collectorsThatWorkBesideTheApplicationDoNotCount(String name) {
		assertThat(CollectorPulse.isPause(name)).isFalse();
	}

	@Test
	void timeOfThisJvmGrowsWithCollections() {
		long before = CollectorPulse.timeOfThisJvm().getAsLong();
		assertThat(before).isNotNegative();
		for (int i = 0; i < 100 && CollectorPulse.timeOfThisJvm().getAsLong() == before; i++) {
			System.gc();
		}
		assertThat(CollectorPulse.timeOfThisJvm().getAsLong()).isGreaterThan(before);
	}

	private Duration requestsAfter(Duration pause) {
		this.now += pause.toNanos();
		return this.pulse.standstill().requests();
	}

	private Duration collectingAfter(Duration pause, double share) {
		this.now += pause.toNanos();
		this.collecting += (long) (share * pause.toNanos());
		return this.pulse.standstill().collecting();
	}

}
