package io.clusterboot.worker;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.clusterboot.ipc.DrainOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link Farewell}.
 */
@Timeout(30)
@ExtendWith(OutputCaptureExtension.class)
class FarewellTests {

	private final FakeServer server = new FakeServer();

	private final Farewell farewell = new Farewell(this.server);

	@Test
	void takeWhenOthersGoOnLeavesTheQueueToThem() throws InterruptedException {
		assertThat(this.farewell.take(order(Duration.ZERO, Duration.ofSeconds(10), false))).isZero();
		assertThat(this.server.calls()).containsExactly("stopAccepting", "closeIdle PT2S");
	}

	@Test
	void takeWhenLastEmptiesTheQueueBeforeThePortIsLeft() throws InterruptedException {
		assertThat(this.farewell.take(order(Duration.ZERO, Duration.ofSeconds(10), true))).isZero();
		assertThat(this.server.calls()).containsExactly("emptyQueue PT8S", "stopAccepting", "closeIdle PT2S");
	}

	@Test
	void takeGoesOnAcceptingForThePreStopDelay() throws InterruptedException {
		long start = System.nanoTime();
		this.farewell.take(order(Duration.ofMillis(200), Duration.ofSeconds(10), false));
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
	}

	@Test
	void takeDuringThePreStopDelayTouchesNothingUntilItIsInAHurry() {
		CompletableFuture<Integer> left = CompletableFuture
			.supplyAsync(() -> take(order(Duration.ofHours(1), Duration.ofSeconds(10), true)));
		assertThat(this.server.calls()).isEmpty();
		this.farewell.hurry();
		assertThat(left.join()).isZero();
		assertThat(this.server.calls()).contains("stopAccepting");
	}

	@Test
	void takeWhenInAHurryBeforehandDoesNotDelayAtAll() {
		this.farewell.hurry();
		assertThat(take(order(Duration.ofHours(1), Duration.ofSeconds(10), false))).isZero();
	}

	@Test
	void takeWaitsForTheLastConnection() {
		this.server.connections(2);
		CompletableFuture<Integer> left = CompletableFuture
			.supplyAsync(() -> take(order(Duration.ZERO, Duration.ofHours(1), false)));
		await().until(() -> this.server.calls().contains("closeIdle PT2S"));
		this.server.connections(1);
		assertThat(left).isNotDone();
		this.server.connections(0);
		assertThat(left.join()).isZero();
	}

	@Test
	void takeClosesConnectionsThatBecomeIdleLater() {
		this.server.connections(1);
		CompletableFuture<Integer> left = CompletableFuture
			.supplyAsync(() -> take(order(Duration.ZERO, Duration.ofHours(1), false)));
		await().until(() -> this.server.calls().stream().filter("closeIdle PT2S"::equals).count() >= 3);
		this.server.connections(0);
		assertThat(left.join()).isZero();
	}

	@Test
	void takeWhenConnectionsStayIsPatientForFourFifthsOfTheTimeout(CapturedOutput output) throws InterruptedException {
		this.server.connections(3);
		long start = System.nanoTime();
		assertThat(this.farewell.take(order(Duration.ZERO, Duration.ofSeconds(1), false))).isEqualTo(3);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(800),
				Duration.ofMillis(2500));
		assertThat(output).contains("3 connections are still open at the end of the time to drain "
				+ "(cluster.drain-timeout=1s); they are closed");
	}

	@Test
	void takeWhenInterruptedEnds() {
		this.server.connections(1);
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(InterruptedException.class)
			.isThrownBy(() -> this.farewell.take(order(Duration.ofHours(1), Duration.ofHours(1), false)));
	}

	private int take(DrainOrder order) {
		try {
			return this.farewell.take(order);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private static DrainOrder order(Duration preStopDelay, Duration timeout, boolean last) {
		return new DrainOrder(preStopDelay, timeout, last);
	}

}
