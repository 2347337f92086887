package io.clusterboot.master;

import java.time.Duration;
import java.util.Random;

import io.clusterboot.ClusterProperties;
import io.clusterboot.master.LoadTrend.Advice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LoadTrend}.
 */
class LoadTrendTests {

	private static final ClusterProperties.Scale LIMITS = FakeCluster.properties().scale();

	private static final Duration WINDOW = Duration.ofSeconds(5);

	private static final Duration TWO_MINUTES = Duration.ofMinutes(2);

	@Test
	void adviceWhenLoadIsHighForSomeWindowsIsToGrow() {
		Simulation cluster = new Simulation(1);
		cluster.load = 0.6;
		cluster.run(WINDOW.multipliedBy(3).minusSeconds(1));
		assertThat(cluster.trend.advice(1)).isEqualTo(Advice.STAY);
		cluster.sample();
		assertThat(cluster.trend.advice(1)).isEqualTo(Advice.GROW);
	}

	@Test
	void adviceWhenOneWindowIsNotHighIsToStay() {
		Simulation cluster = new Simulation(1);
		cluster.load = 0.9;
		cluster.run(WINDOW.multipliedBy(2));
		cluster.load = 0.5;
		cluster.run(WINDOW);
		cluster.load = 0.9;
		cluster.run(WINDOW.multipliedBy(2));
		assertThat(cluster.changes).isZero();
	}

	@Test
	void adviceWhenLoadIsLowForManyWindowsIsToShrink() {
		Simulation cluster = new Simulation(2);
		cluster.load = 0.2;
		cluster.run(WINDOW.multipliedBy(10).minusSeconds(1));
		assertThat(cluster.trend.advice(2)).isEqualTo(Advice.STAY);
		cluster.sample();
		assertThat(cluster.trend.advice(2)).isEqualTo(Advice.SHRINK);
	}

	@ParameterizedTest
	@CsvSource({ "2, 0.48, STAY", "2, 0.40, SHRINK", "4, 0.96, SHRINK", "1, 0.01, STAY" })
	void adviceIsToShrinkOnlyWhenTheOthersStayClearlyBelowTheOtherThreshold(int workers, double load, Advice advice) {
		Simulation cluster = new Simulation(workers);
		cluster.load = load;
		for (int second = 0; second < 50; second++) {
			cluster.sample();
		}
		assertThat(cluster.trend.advice(workers)).isEqualTo(advice);
	}

	@Test
	void sampleIsWorthNothingWhenAnotherWindowIsBegun() {
		Simulation cluster = new Simulation(1);
		cluster.load = 1;
		for (int i = 0; i < 20; i++) {
			cluster.run(WINDOW.minusSeconds(1));
			cluster.trend.openWindow(cluster.now);
		}
		assertThat(cluster.changes).isZero();
	}

	@Test
	void windowWithoutSamplesLastsUntilThereIsOne() {
		LoadTrend trend = trend();
		for (int i = 1; i <= 3; i++) {
			assertThat(trend.advice(1)).isEqualTo(Advice.STAY);
			trend.sample(1, WINDOW.multipliedBy(2 * i).toNanos());
		}
		assertThat(trend.advice(1)).isEqualTo(Advice.GROW);
	}

	@Test
	void stepUpGrowsToTheNumberThatIsNeeded() {
		Simulation cluster = new Simulation(1);
		cluster.load = 1.8;
		cluster.run(Duration.ofMinutes(10));
		assertThat(cluster.workers).isEqualTo(4);
		assertThat(cluster.changes).isEqualTo(3);
	}

	@Test
	void stepUpTakesThreeWindowsForEachWorker() {
		Simulation cluster = new Simulation(1);
		cluster.load = 1.8;
		cluster.run(WINDOW.multipliedBy(9));
		assertThat(cluster.workers).isEqualTo(4);
	}

	@Test
	void stepDownReturnsToOne() {
		Simulation cluster = new Simulation(8);
		cluster.load = 0.1;
		cluster.run(WINDOW.multipliedBy(70));
		assertThat(cluster.workers).isOne();
		assertThat(cluster.changes).isEqualTo(7);
	}

	/*
	 * At 50 % and at 25 %, with whatever number of workers brings the load there.
	 */
	@ParameterizedTest
	@CsvSource({ "1, 0.5", "2, 1.0", "3, 1.5", "4, 2.0", "8, 4.0", "2, 0.5", "3, 0.75", "4, 1.0", "6, 1.5", "8, 2.0" })
	void constantLoadOnAThresholdChangesTheNumberTwiceAtMost(int workers, double load) {
		for (double noise : new double[] { 0, 0.01, 0.05, 0.2, 0.5 }) {
			for (int seed = 0; seed < 200; seed++) {
				Simulation cluster = new Simulation(workers);
				cluster.random = new Random(seed);
				cluster.load = load;
				cluster.noise = noise;
				cluster.run(TWO_MINUTES);
				assertThat(cluster.changes).as("with noise " + noise + " and seed " + seed).isLessThanOrEqualTo(2);
			}
		}
	}

	@Test
	void loadThatComesAndGoesMakesItWaitLonger() {
		Simulation cluster = new Simulation(1);
		for (int round = 0; round < 20; round++) {
			cluster.load = 0.9;
			cluster.run(WINDOW.multipliedBy(4));
			cluster.load = 0.1;
			cluster.run(WINDOW.multipliedBy(12));
		}
		assertThat(cluster.changes).as("two in each round, were there no penalty").isBetween(2, 10);
	}

	@Test
	void penaltyIsForgottenInTime() {
		Simulation cluster = new Simulation(1);
		for (int round = 0; round < 5; round++) {
			cluster.load = 0.9;
			cluster.run(WINDOW.multipliedBy(4));
			cluster.load = 0.1;
			cluster.run(WINDOW.multipliedBy(12));
		}
		assertThat(cluster.trend.patience()).isGreaterThan(WINDOW.multipliedBy(LoadTrend.WINDOWS_TO_SHRINK));
		cluster.load = 0.1;
		cluster.run(Duration.ofHours(1));
		assertThat(cluster.workers).isOne();
		assertThat(cluster.trend.patience()).isEqualTo(WINDOW.multipliedBy(LoadTrend.WINDOWS_TO_SHRINK));
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3 })
	void saturationGrowsForAsLongAsItLasts(int workers) {
		Simulation cluster = new Simulation(workers);
		cluster.load = 1000;
		cluster.run(WINDOW.multipliedBy(30));
		assertThat(cluster.workers).isEqualTo(workers + 10);
	}

	private static LoadTrend trend() {
		return new LoadTrend(LIMITS, 0);
	}

	/**
	 * A cluster that follows the advice at once, with a sample each second.
	 */
	private static final class Simulation {

		private final LoadTrend trend = trend();

		private Random random = new Random(1);

		private long now;

		/**
		 * Work for so many workers.
		 */
		private double load;

		private double noise;

		private int workers;

		private int changes;

		Simulation(int workers) {
			this.workers = workers;
		}

		void sample() {
			this.now += Duration.ofSeconds(1).toNanos();
			double noisy = this.load * (1 + this.noise * (2 * this.random.nextDouble() - 1));
			this.trend.sample(Math.min(1, noisy / this.workers), this.now);
		}

		void run(Duration duration) {
			for (long second = 0; second < duration.toSeconds(); second++) {
				sample();
				Advice advice = this.trend.advice(this.workers);
				if (advice != Advice.STAY) {
					this.workers += (advice == Advice.GROW) ? 1 : -1;
					this.changes++;
					this.trend.followed(advice, this.now);
				}
			}
		}

	}

}
