package io.clusterboot.leader;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.clusterboot.TaskState;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LeaderSeat}.
 */
class LeaderSeatTests {

	private static final Instant TIME = Instant.EPOCH;

	private final List<Object> told = new ArrayList<>();

	private final List<String> heard = new ArrayList<>();

	private final LeaderSeat seat = new LeaderSeat(new Master(), Runnable::run);

	LeaderSeatTests() {
		this.seat.listen(new Listener());
	}

	@Test
	void beforeItIsElectedNothingBegins() {
		assertThat(this.seat.begin("mail", TIME)).isFalse();
		this.seat.plan("mail", TIME);
		assertThat(this.seat.term()).isZero();
		assertThat(this.told).isEmpty();
		assertThat(this.heard).isEmpty();
	}

	@Test
	void electedPlansAndRunsTasksAndTellsTheMaster() {
		this.seat.elect(3, List.of());
		assertThat(this.seat.term()).isEqualTo(3);
		this.seat.plan("mail", TIME);
		assertThat(this.seat.begin("mail", TIME.plusSeconds(1))).isTrue();
		this.seat.end("mail", null);
		assertThat(this.heard).containsExactly("elected");
		assertThat(this.told).containsExactly(new TaskState("mail", TIME, false),
				new TaskState("mail", TIME.plusSeconds(1), true), new TaskState("mail", null, false));
		assertThat(this.seat.find("mail")).contains(new TaskState("mail", null, false));
		assertThat(this.seat.find("other")).isEmpty();
	}

	@Test
	void beginWhileTheTaskRunsIsRefused() {
		this.seat.elect(1, List.of());
		this.seat.begin("mail", TIME);
		assertThat(this.seat.begin("mail", TIME)).isFalse();
		this.seat.plan("mail", TIME.plusSeconds(9));
		assertThat(this.seat.find("mail")).as("its end plans it").contains(new TaskState("mail", TIME, true));
	}

	@Test
	void beginWhileTheTaskRunsOnAFormerLeaderIsRefused() {
		this.seat.elect(2, List.of(new TaskState("mail", TIME, true)));
		assertThat(this.seat.begin("mail", TIME)).isFalse();
		this.seat.changed(new TaskState("mail", TIME.plusSeconds(5), false));
		assertThat(this.heard).containsExactly("elected", "freed mail");
		assertThat(this.seat.find("mail")).contains(new TaskState("mail", TIME.plusSeconds(5), false));
		assertThat(this.seat.begin("mail", TIME)).isTrue();
	}

	@Test
	void leaveTellsTheMasterAndNothingBeginsAnyMore() {
		this.seat.elect(4, List.of());
		this.seat.begin("long", TIME);
		this.seat.leave();
		assertThat(this.told).last().isEqualTo(4L);
		assertThat(this.heard).containsExactly("elected", "resigned");
		assertThat(this.seat.begin("mail", TIME)).isFalse();
		this.seat.end("long", TIME.plusSeconds(7));
		assertThat(this.told).last().isEqualTo(new TaskState("long", TIME.plusSeconds(7), false));
	}

	@Test
	void leaveTwiceTellsOnce() {
		this.seat.elect(4, List.of());
		this.seat.leave();
		this.seat.leave();
		assertThat(this.told).containsExactly(4L);
	}

	@Test
	void electedAfterItHasLeftResignsAtOnce() {
		this.seat.leave();
		this.seat.elect(5, List.of());
		assertThat(this.seat.term()).isZero();
		assertThat(this.told).containsExactly(5L);
		assertThat(this.heard).isEmpty();
	}

	@Test
	void listenWhenElectedAlreadyHearsOfIt() {
		LeaderSeat early = new LeaderSeat(new Master(), Runnable::run);
		early.elect(1, List.of());
		early.listen(new Listener());
		assertThat(this.heard).containsExactly("elected");
	}

	@Test
	void seatOfItsOwnLeads() {
		LeaderSeat own = LeaderSeat.ofItsOwn();
		own.listen(new Listener());
		assertThat(this.heard).containsExactly("elected");
		assertThat(own.term()).isOne();
		assertThat(own.begin("mail", TIME)).isTrue();
		own.end("mail", null);
		assertThat(own.begin("mail", TIME)).isTrue();
	}

	@Test
	void nothingBeginsOnceTheMasterKnowsThatItResigned() throws Exception {
		for (int round = 0; round < 200; round++) {
			List<Object> order = new ArrayList<>();
			LeaderSeat contended = new LeaderSeat(new Recorder(order), Runnable::run);
			contended.elect(1, List.of());
			AtomicInteger next = new AtomicInteger();
			List<Thread> threads = IntStream.range(0, 3)
				.mapToObj((i) -> new Thread(() -> begin(contended, next)))
				.toList();
			threads.forEach(Thread::start);
			contended.leave();
			for (Thread thread : threads) {
				thread.join();
			}
			assertThat(order).last().isEqualTo(1L);
		}
	}

	private static void begin(LeaderSeat seat, AtomicInteger next) {
		boolean begun;
		do {
			begun = seat.begin("task" + next.incrementAndGet(), TIME);
		}
		while (begun);
	}

	/**
	 * Remembers what it was told.
	 */
	private final class Master implements MasterLine {

		@Override
		public void changed(TaskState task) {
			LeaderSeatTests.this.told.add(task);
		}

		@Override
		public void resigned(long term) {
			LeaderSeatTests.this.told.add(term);
		}

	}

	/**
	 * Remembers the order of what it was told.
	 */
	private record Recorder(List<Object> order) implements MasterLine {

		@Override
		public void changed(TaskState task) {
			this.order.add(task);
		}

		@Override
		public void resigned(long term) {
			this.order.add(term);
		}

	}

	/**
	 * Remembers what it heard.
	 */
	private final class Listener implements LeaderListener {

		@Override
		public void elected() {
			LeaderSeatTests.this.heard.add("elected");
		}

		@Override
		public void resigned() {
			LeaderSeatTests.this.heard.add("resigned");
		}

		@Override
		public void freed(String task) {
			LeaderSeatTests.this.heard.add("freed " + task);
		}

	}

}
