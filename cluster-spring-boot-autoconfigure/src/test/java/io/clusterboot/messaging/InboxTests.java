package io.clusterboot.messaging;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Inbox}.
 */
class InboxTests {

	private final List<Long> handled = new ArrayList<>();

	private final Deque<Runnable> threads = new ArrayDeque<>();

	private final Inbox inbox = new Inbox((parcel) -> this.handled.add(parcel.number()), this.threads::add, 3 * 1100);

	@Test
	void oneThreadHandlesOneAfterTheOther() {
		offer(1, 2, 3);
		assertThat(this.threads).hasSize(1);
		this.threads.remove().run();
		assertThat(this.handled).containsExactly(1L, 2L, 3L);
		offer(4);
		assertThat(this.threads).hasSize(1);
		this.threads.remove().run();
		assertThat(this.handled).containsExactly(1L, 2L, 3L, 4L);
	}

	@Test
	void newestAreRefusedWhenThereIsNoRoom() {
		offer(1, 2, 3);
		assertThat(this.inbox.offer(parcel(4))).isFalse();
		this.threads.remove().run();
		assertThat(this.handled).containsExactly(1L, 2L, 3L);
		assertThat(this.inbox.offer(parcel(5))).isTrue();
	}

	@Test
	void oneMessageAlwaysHasRoom() {
		assertThat(this.inbox.offer(new Parcel("a", 1, new byte[10_000]))).isTrue();
		assertThat(this.inbox.offer(parcel(2))).isFalse();
	}

	@Test
	void closingForgetsWhatWaitsAndWaitsForWhatIsHandled() {
		List<Boolean> ended = new ArrayList<>();
		Inbox[] closing = new Inbox[1];
		closing[0] = new Inbox((parcel) -> {
			this.handled.add(parcel.number());
			ended.add(closing[0].close().isDone());
		}, this.threads::add, 10_000);
		closing[0].offer(parcel(1));
		closing[0].offer(parcel(2));
		this.threads.remove().run();
		assertThat(this.handled).containsExactly(1L);
		assertThat(ended).containsExactly(false);
		assertThat(closing[0].close()).isCompleted();
		closing[0].offer(parcel(3));
		assertThat(this.threads).isEmpty();
	}

	@Test
	void idleOneIsClosedAtOnce() {
		assertThat(this.inbox.close()).isCompleted();
	}

	private void offer(long... numbers) {
		for (long number : numbers) {
			assertThat(this.inbox.offer(parcel(number))).isTrue();
		}
	}

	private static Parcel parcel(long number) {
		return new Parcel("a", number, new byte[1000]);
	}

}
