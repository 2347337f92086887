package io.clusterboot.listen.tomcat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SlowRequests} in a time of its own.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class SlowRequestsTests {

	private final CountDownLatch begun = new CountDownLatch(1);

	private final CountDownLatch gate = new CountDownLatch(1);

	private volatile long now = Duration.ofHours(-1).toNanos();

	private final SlowRequests requests = new SlowRequests(Duration.ofSeconds(5), () -> this.now);

	private final Thread worker = new Thread(this::work, "worker-thread");

	private volatile boolean logged;

	@BeforeEach
	void start() throws InterruptedException {
		this.worker.start();
		this.begun.await();
	}

	@AfterEach
	void end() throws InterruptedException {
		this.gate.countDown();
		this.worker.join();
	}

	private void work() {
		this.requests.begin("GET", "/orders;jsessionid=0815/7;v=1");
		this.begun.countDown();
		try {
			this.gate.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.logged = this.requests.end();
	}

	@Test
	void requestWithinTheLimitIsNotLogged(CapturedOutput output) throws InterruptedException {
		this.now += Duration.ofSeconds(5).toNanos();
		this.requests.report();
		end();
		assertThat(output).isEmpty();
		assertThat(this.logged).isFalse();
	}

	@Test
	void requestBeyondTheLimitIsLoggedWithTheStackOfItsThread(CapturedOutput output) throws InterruptedException {
		this.now += Duration.ofMillis(5020).toNanos();
		this.requests.report();
		end();
		assertThat(output).contains("WARN")
			.contains("GET /orders/7 has taken 5020ms so far (cluster.slow-request=5000ms). "
					+ "Its thread 'worker-thread' is here:")
			.containsPattern("\\R\tat .*SlowRequestsTests\\.work\\(")
			.doesNotContain("0815");
		assertThat(this.logged).isTrue();
	}

	@Test
	void requestIsLoggedOnce(CapturedOutput output) {
		for (int second = 0; second < 60; second++) {
			this.now += Duration.ofSeconds(1).toNanos();
			this.requests.report();
		}
		assertThat(output).containsOnlyOnce("has taken");
	}

	@Test
	void requestThatIsOverIsNotLogged(CapturedOutput output) throws InterruptedException {
		end();
		this.now += Duration.ofMinutes(1).toNanos();
		this.requests.report();
		assertThat(output).isEmpty();
	}

	@Test
	void nextRequestOfAThreadCountsAnew(CapturedOutput output) {
		this.requests.begin("POST", "/first");
		this.now += Duration.ofSeconds(6).toNanos();
		assertThat(this.requests.end()).isFalse();
		this.requests.begin("POST", "/second");
		this.requests.report();
		assertThat(output).doesNotContain("POST");
		this.now += Duration.ofSeconds(6).toNanos();
		this.requests.report();
		assertThat(output).contains("POST /second has taken 6000ms").doesNotContain("/first");
		assertThat(this.requests.end()).isTrue();
	}

}
