package io.clusterboot.scheduling;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.clusterboot.TaskState;
import io.clusterboot.scheduling.LeaseStore.Answer;
import io.clusterboot.scheduling.LeaseStore.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.dao.QueryTimeoutException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SharedLease}, step by step, with clocks that a test moves.
 */
class SharedLeaseTests {

	private static final Duration LEASE = Duration.ofSeconds(10);

	private static final long TRUSTED = 9000;

	private final Clocks clocks = new Clocks();

	private final Store store = new Store();

	private final List<String> heard = new ArrayList<>();

	private final SharedLease lease = new SharedLease(this.store, LEASE, this.clocks);

	SharedLeaseTests() {
		this.lease.listen(new Listener());
		this.lease.wish();
	}

	@AfterEach
	void close() {
		this.lease.close(false);
	}

	@Test
	void leaseIsTrustedFromBeforeItWasAskedFor() {
		this.store.takes = 2000;
		this.store.answer = held(7);
		assertThat(this.lease.step()).isEqualTo(LEASE.dividedBy(3));
		assertThat(this.lease.isHeld()).isTrue();
		assertThat(this.lease.term(1)).isEqualTo(7);
		assertThat(this.heard).containsExactly("granted []");
		this.clocks.pass(TRUSTED - 2000 - 1);
		assertThat(this.lease.isHeld()).isTrue();
		this.clocks.pass(1);
		assertThat(this.lease.isHeld()).isFalse();
		assertThat(this.lease.term(1)).isZero();
	}

	@Test
	void answerThatComesTooLateGivesNothing() {
		this.store.takes = TRUSTED;
		this.store.answer = held(7);
		this.lease.step();
		assertThat(this.lease.isHeld()).isFalse();
		assertThat(this.heard).isEmpty();
	}

	@Test
	void renewalIsNoNews() {
		this.store.answer = held(7);
		this.lease.step();
		this.clocks.pass(TRUSTED - 1);
		this.lease.step();
		assertThat(this.store.terms).containsExactly(0L, 7L);
		assertThat(this.heard).containsExactly("granted []");
		this.clocks.pass(TRUSTED - 1);
		assertThat(this.lease.isHeld()).isTrue();
	}

	@Test
	void machineThatWasSuspendedDoesNotTrustIt() {
		this.store.answer = held(7);
		this.lease.step();
		this.clocks.suspend(TRUSTED);
		assertThat(this.lease.isHeld()).isFalse();
	}

	@Test
	void clockThatIsSetBackDoesNotLengthenIt() {
		this.store.answer = held(7);
		this.lease.step();
		this.clocks.suspend(-3_600_000);
		this.clocks.pass(TRUSTED);
		assertThat(this.lease.isHeld()).isFalse();
	}

	@Test
	void processThatWasStoppedLearnsOfTheEndBeforeItHasTheLeaseAgain() {
		this.store.answer = held(7);
		this.lease.step();
		this.clocks.pass(TRUSTED + 20_000);
		this.store.answer = held(9);
		this.lease.step();
		assertThat(this.heard).containsExactly("granted []", "expired", "granted []");
		assertThat(this.store.terms).containsExactly(0L, 0L);
	}

	@Test
	void failureOfRedisEndsItWithTheLease() {
		this.store.answer = held(7);
		this.lease.step();
		this.store.answer = null;
		assertThat(this.lease.step()).isEqualTo(Duration.ofMillis(500));
		assertThat(this.lease.isHeld()).isTrue();
		this.clocks.pass(TRUSTED);
		this.lease.step();
		assertThat(this.lease.isHeld()).isFalse();
		assertThat(this.heard).containsExactly("granted []", "expired");
	}

	@Test
	void whoWasRefusedGoesOnWhereTheOtherLeftOff() {
		this.store.answer = new Answer(Outcome.REFUSED, 0, List.of());
		assertThat(this.lease.step()).isEqualTo(Duration.ofMillis(500));
		this.store.answer = new Answer(Outcome.HELD, 3, List.of(new TaskState("mail", null, false)));
		this.lease.step();
		assertThat(this.store.successors).containsExactly(false, true);
		assertThat(this.heard).containsExactly("granted [mail]");
		this.lease.step();
		assertThat(this.store.successors).last().isEqualTo(false);
	}

	@Test
	void refusalWhileItIsTrustedEndsIt() {
		this.store.answer = held(7);
		this.lease.step();
		this.store.answer = new Answer(Outcome.REFUSED, 0, List.of());
		this.lease.step();
		assertThat(this.lease.isHeld()).isFalse();
		assertThat(this.heard).containsExactly("granted []", "expired");
	}

	@Test
	void whoKeepsItRenewsAndDoesNotTakeIt() {
		this.store.answer = held(7);
		this.lease.step();
		this.lease.keep();
		this.lease.step();
		assertThat(this.store.terms).containsExactly(0L, 7L);
		this.clocks.pass(TRUSTED);
		this.lease.step();
		assertThat(this.store.terms).containsExactly(0L, 7L);
		assertThat(this.store.released).isEqualTo(1);
	}

	@Test
	void whoKeepsItUntilASuccessorOnThisHostHasItEndsQuietly() {
		this.store.answer = held(7);
		this.lease.step();
		this.lease.keep();
		this.store.answer = new Answer(Outcome.HANDED_OVER, 0, List.of());
		this.lease.step();
		assertThat(this.lease.isHeld()).isFalse();
		assertThat(this.heard).as("what runs here goes on").containsExactly("granted []");
		this.store.answer = held(8);
		this.lease.step();
		assertThat(this.lease.isHeld()).isFalse();
	}

	@Test
	void whoYieldsReleasesIt() {
		this.store.answer = held(7);
		this.lease.step();
		this.lease.yield();
		assertThat(this.lease.isHeld()).isFalse();
		this.lease.step();
		assertThat(this.store.released).isEqualTo(1);
		assertThat(this.heard).containsExactly("granted []");
	}

	@Test
	void tooEarlyIsNotRefused() {
		this.store.answer = new Answer(Outcome.TOO_EARLY, 0, List.of());
		assertThat(this.lease.step()).isEqualTo(Duration.ofMillis(500));
		this.lease.step();
		assertThat(this.store.successors).containsExactly(false, false);
		assertThat(this.heard).isEmpty();
	}

	private static Answer held(long term) {
		return new Answer(Outcome.HELD, term, List.of());
	}

	private final class Listener implements Lease.Listener {

		@Override
		public void granted(List<TaskState> tasks) {
			SharedLeaseTests.this.heard.add("granted " + tasks.stream().map(TaskState::task).toList());
		}

		@Override
		public void expired() {
			SharedLeaseTests.this.heard.add("expired");
		}

	}

	private final class Store implements LeaseStore {

		private final List<Long> terms = new ArrayList<>();

		private final List<Boolean> successors = new ArrayList<>();

		private Answer answer;

		private long takes;

		private int released;

		@Override
		public Answer take(long term, boolean successor) {
			this.terms.add(term);
			this.successors.add(successor);
			SharedLeaseTests.this.clocks.pass(this.takes);
			if (this.answer == null) {
				throw new QueryTimeoutException("no answer");
			}
			return this.answer;
		}

		@Override
		public void release() {
			this.released++;
		}

		@Override
		public void keep(Map<String, TaskState> tasks) {
		}

	}

	/**
	 * The two clocks. The one begins shortly before its number overflows, as it may in
	 * any JVM.
	 */
	private static final class Clocks implements LeaseClock {

		private long nanos = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos();

		private long millis = 1_700_000_000_000L;

		void pass(long millis) {
			this.nanos += Duration.ofMillis(millis).toNanos();
			this.millis += millis;
		}

		void suspend(long millis) {
			this.millis += millis;
		}

		@Override
		public long nanoTime() {
			return this.nanos;
		}

		@Override
		public long currentTimeMillis() {
			return this.millis;
		}

	}

}
