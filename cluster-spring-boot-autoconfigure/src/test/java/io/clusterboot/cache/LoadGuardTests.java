package io.clusterboot.cache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link LoadGuard} with leases of their own.
 */
class LoadGuardTests {

	private long now;

	private final AtomicBoolean leased = new AtomicBoolean();

	private final AtomicReference<@Nullable Object> stored = new AtomicReference<>();

	private final AtomicInteger computed = new AtomicInteger();

	private final AtomicInteger pauses = new AtomicInteger();

	private Runnable duringPause = () -> {
	};

	private final LoadGuard guard = new LoadGuard(this::lease, Duration.ofSeconds(10), () -> this.now, () -> {
		this.pauses.incrementAndGet();
		this.now += Duration.ofMillis(20).toNanos();
		this.duringPause.run();
	});

	private final ExecutorService threads = Executors.newCachedThreadPool();

	@AfterEach
	void endThreads() throws InterruptedException {
		this.threads.shutdownNow();
		assertThat(this.threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void missingEntryIsComputedWithALeaseThatIsGivenBack() {
		assertThat(load(() -> {
			assertThat(this.leased).isTrue();
			return "value";
		})).isEqualTo("value");
		assertThat(this.leased).isFalse();
	}

	@Test
	void entryThatAppearedBeforeTheLeaseIsNotComputed() {
		this.stored.set("from another");
		assertThat(load(this::compute)).isEqualTo("from another");
		assertThat(this.computed).hasValue(0);
		assertThat(this.leased).isFalse();
	}

	@Test
	void waiterTakesWhatTheHolderStored() {
		this.leased.set(true);
		this.duringPause = () -> {
			if (this.pauses.get() == 3) {
				this.stored.set("from the holder");
			}
		};
		assertThat(load(this::compute)).isEqualTo("from the holder");
		assertThat(this.pauses).hasValue(3);
		assertThat(this.computed).hasValue(0);
	}

	@Test
	void waiterComputesWhenTheHolderWentWithoutAResult() {
		this.leased.set(true);
		this.duringPause = () -> this.leased.set(false);
		assertThat(load(this::compute)).isEqualTo("computed 1");
	}

	@Test
	void waiterComputesItselfAtTheEndOfItsPatience() {
		this.leased.set(true);
		assertThat(load(this::compute)).isEqualTo("computed 1");
		assertThat(this.pauses).hasValue(500);
		assertThat(this.leased).isTrue();
	}

	@Test
	void interruptedWaiterComputesItselfAndStaysInterrupted() {
		this.leased.set(true);
		Thread.currentThread().interrupt();
		assertThat(load(this::compute)).isEqualTo("computed 1");
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.pauses).hasValue(0);
	}

	@Test
	void failureGoesToTheCallerAndLeavesNothing() {
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> load(() -> {
			throw new IllegalStateException("broken");
		}));
		assertThat(this.leased).isFalse();
		assertThat(load(this::compute)).isEqualTo("computed 1");
	}

	@Test
	void threadsOfAWorkerShareOneLoad() throws Exception {
		CountDownLatch go = new CountDownLatch(1);
		List<Future<Object>> results = loadBy(50, () -> {
			waitFor(go);
			return compute();
		});
		assertThat(this.computed).hasValue(0);
		go.countDown();
		for (Future<Object> result : results) {
			assertThat(result.get(10, TimeUnit.SECONDS)).isEqualTo("computed 1");
		}
	}

	@Test
	void threadsThatWaitedForAFailureTryThemselves() throws Exception {
		CountDownLatch go = new CountDownLatch(1);
		AtomicInteger tried = new AtomicInteger();
		List<Future<Object>> results = loadBy(10, () -> {
			if (tried.incrementAndGet() == 1) {
				waitFor(go);
				throw new IllegalStateException("broken");
			}
			return compute();
		});
		go.countDown();
		List<Object> values = new ArrayList<>();
		int failures = 0;
		for (Future<Object> result : results) {
			try {
				values.add(result.get(10, TimeUnit.SECONDS));
			}
			catch (ExecutionException ex) {
				failures++;
				assertThat(ex).hasRootCauseMessage("broken");
			}
		}
		assertThat(failures).isOne();
		assertThat(values).hasSize(9).allSatisfy((value) -> assertThat(value).asString().startsWith("computed"));
	}

	@Test
	void threadsComputeWithoutALeaseWhereNobodyCanGiveOne() {
		LoadGuard alone = new LoadGuard((key) -> Lease.UNSHARED, Duration.ofSeconds(10));
		assertThat(alone.load("key", () -> null, this::compute)).isEqualTo("computed 1");
	}

	private List<Future<Object>> loadBy(int count, Supplier<Object> compute) {
		List<Thread> running = new ArrayList<>();
		List<Future<Object>> results = new ArrayList<>();
		for (int index = 0; index < count; index++) {
			results.add(this.threads.submit(() -> {
				synchronized (running) {
					running.add(Thread.currentThread());
				}
				return load(compute);
			}));
		}
		await().until(() -> {
			synchronized (running) {
				return running.size() == count && running.stream().allMatch(LoadGuardTests::waits);
			}
		});
		return results;
	}

	private static boolean waits(Thread thread) {
		return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
	}

	private static void waitFor(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private Object load(Supplier<Object> compute) {
		return this.guard.load("key", this.stored::get, compute);
	}

	private Object compute() {
		return "computed " + this.computed.incrementAndGet();
	}

	private @Nullable Lease lease(String key) {
		assertThat(Objects.equals(key, "key")).isTrue();
		return this.leased.compareAndSet(false, true) ? () -> this.leased.set(false) : null;
	}

}
