package io.clusterboot.scheduling;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.clusterboot.TaskState;
import io.clusterboot.scheduling.Cadence.FixedRate;
import io.clusterboot.scheduling.Cadence.Once;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Lead}: a worker whose host needs a lease.
 */
class LeadTests {

	private static final Instant START = FakeTime.START;

	private static final Duration SECOND = Duration.ofSeconds(1);

	private final FakeTime time = new FakeTime();

	private final FakeHost host = new FakeHost(this.time);

	private final FakeLease lease = new FakeLease();

	private final FakeHost.Worker worker = this.host.worker(this.lease);

	private final List<String> runs = new ArrayList<>();

	@Test
	void seatWithoutTheLeaseDoesNotLead() {
		assertThat(this.lease.wish).isEqualTo("none");
		this.worker.elect();
		assertThat(this.lease.wish).isEqualTo("want");
		assertThat(this.worker.lead.isLeader()).isFalse();
		assertThat(this.worker.lead.term()).isZero();
		add();
		this.time.advance(SECOND);
		assertThat(this.runs).isEmpty();
		this.lease.grant(5);
		assertThat(this.worker.lead.isLeader()).isTrue();
		assertThat(this.worker.lead.term()).isEqualTo(5);
		this.time.advance(Duration.ZERO);
		assertThat(this.runs).containsExactly("run");
	}

	@Test
	void leaseWithoutTheSeatDoesNotLead() {
		this.lease.grant(5);
		assertThat(this.worker.lead.isLeader()).isFalse();
		assertThat(this.worker.lead.term()).isZero();
	}

	@Test
	void tasksOfAnotherHostAreContinued() {
		add();
		this.worker.elect();
		this.lease.grant(5, new TaskState("task (each PT1S)", START.plusMillis(2500), false),
				new TaskState("other", null, false));
		this.time.advance(SECOND.multipliedBy(3));
		assertThat(this.runs).hasSize(1);
		assertThat(this.host.state("other")).isEqualTo(new TaskState("other", null, false));
	}

	@Test
	void whatIsDueIsLeftToOtherHosts() {
		add();
		this.worker.elect();
		this.lease.grant(5);
		this.time.advance(Duration.ZERO);
		assertThat(this.lease.left).containsExactly("task (each PT1S) 0", "task (each PT1S) 1000",
				"task (each PT1S) 1000");
	}

	@Test
	void nothingBeginsOnALeaseThatHasEndedUnnoticed() {
		add();
		this.worker.elect();
		this.lease.grant(5);
		this.lease.held = false;
		this.time.advance(SECOND);
		assertThat(this.runs).isEmpty();
		this.lease.grant(7);
		this.time.advance(Duration.ZERO);
		assertThat(this.runs).hasSize(1);
	}

	@Test
	void endOfTheLeaseInterruptsWhatRunsAndAOneTimeTaskIsRunAgain() {
		this.worker.add(new Named("task", () -> {
			this.lease.expire();
			this.runs.add("interrupted " + Thread.interrupted());
			throw new IllegalStateException("interrupted");
		}), new Once(START));
		this.worker.elect();
		this.lease.grant(5);
		this.time.advance(SECOND);
		assertThat(this.runs).containsExactly("interrupted true");
		assertThat(this.host.state("task (once)")).isEqualTo(new TaskState("task (once)", START, false));
		assertThat(this.time.pending()).isZero();
	}

	@Test
	void leaseIsGivenUpWhenNothingRunsAnyMore() {
		this.worker.add(new Named("task", () -> {
			this.worker.seat.leave();
			this.runs.add(this.lease.wish);
		}), new FixedRate(START, SECOND));
		this.worker.elect();
		this.lease.grant(5);
		this.time.advance(SECOND);
		assertThat(this.runs).containsExactly("keep");
		assertThat(this.lease.wish).isEqualTo("yield");
	}

	@Test
	void leaseIsGivenUpAtOnceWhenNothingRuns() {
		this.worker.elect();
		this.lease.grant(5);
		this.worker.seat.leave();
		assertThat(this.lease.wish).isEqualTo("yield");
	}

	@Test
	void stopReleasesTheLeaseUnlessATaskRuns() {
		this.worker.elect();
		this.lease.grant(5);
		this.worker.lead.stop();
		assertThat(this.lease.wish).isEqualTo("closed true");
		this.worker.lead.start();
		this.worker.add(new Named("task", this.worker.lead::stop), new Once(START));
		this.time.advance(SECOND);
		assertThat(this.lease.wish).isEqualTo("closed false");
	}

	private void add() {
		this.worker.add(new Named("task", () -> this.runs.add("run")), new FixedRate(START, SECOND));
	}

	private static final class FakeLease implements Lease {

		private final List<String> left = new ArrayList<>();

		private Listener listener;

		private String wish = "none";

		private boolean held;

		private long term;

		void grant(long term, TaskState... tasks) {
			this.held = true;
			this.term = term;
			this.listener.granted(List.of(tasks));
		}

		void expire() {
			this.held = false;
			this.listener.expired();
		}

		@Override
		public void listen(Listener listener) {
			this.listener = listener;
		}

		@Override
		public void want() {
			this.wish = "want";
		}

		@Override
		public void keep() {
			this.wish = "keep";
		}

		@Override
		public void yield() {
			this.wish = "yield";
		}

		@Override
		public boolean isHeld() {
			return this.held;
		}

		@Override
		public long term(long seatTerm) {
			return this.held ? this.term : 0;
		}

		@Override
		public void leave(String task, @Nullable Instant due) {
			this.left.add(task + " " + ((due != null) ? Duration.between(START, due).toMillis() : "never"));
		}

		@Override
		public void close(boolean release) {
			this.wish = "closed " + release;
		}

	}

	private record Named(String name, Runnable action) implements Runnable {

		@Override
		public void run() {
			this.action.run();
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

}
