package io.clusterboot.listen;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ActivationGate}.
 */
@Timeout(30)
class ActivationGateTests {

	private final ActivationGate gate = new ActivationGate();

	@Test
	void passWhenOpenPasses() throws InterruptedException {
		this.gate.open();
		assertThat(this.gate.pass()).isTrue();
		assertThat(this.gate.pass()).isTrue();
	}

	@Test
	void passWhenLeftDoesNotPass() throws InterruptedException {
		this.gate.leave();
		assertThat(this.gate.pass()).isFalse();
	}

	@Test
	void passWhenLeftAfterOpenDoesNotPassAnyMore() throws InterruptedException {
		this.gate.open();
		this.gate.leave();
		assertThat(this.gate.pass()).isFalse();
	}

	@Test
	void openWhenLeftComesTooLate() throws InterruptedException {
		this.gate.leave();
		this.gate.open();
		assertThat(this.gate.pass()).isFalse();
	}

	@Test
	void passWaitsUntilOpen() {
		CompletableFuture<Boolean> passed = passOnItsOwnThread();
		assertThat(passed).isNotDone();
		this.gate.open();
		assertThat(passed.join()).isTrue();
	}

	@Test
	void passWaitsUntilLeft() {
		CompletableFuture<Boolean> passed = passOnItsOwnThread();
		this.gate.leave();
		assertThat(passed.join()).isFalse();
	}

	@Test
	void passWhenInterruptedThrows() {
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(this.gate::pass);
	}

	private CompletableFuture<Boolean> passOnItsOwnThread() {
		AtomicReference<Thread> acceptor = new AtomicReference<>();
		CompletableFuture<Boolean> passed = CompletableFuture.supplyAsync(() -> {
			acceptor.set(Thread.currentThread());
			try {
				return this.gate.pass();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException(ex);
			}
		});
		await().until(() -> acceptor.get() != null && acceptor.get().getState() == Thread.State.WAITING);
		return passed;
	}

}
