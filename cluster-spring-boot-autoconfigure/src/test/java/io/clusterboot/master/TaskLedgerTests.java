package io.clusterboot.master;

import java.time.Instant;
import java.util.stream.IntStream;

import io.clusterboot.TaskState;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TaskLedger}.
 */
class TaskLedgerTests {

	private final TaskLedger ledger = new TaskLedger();

	@Test
	void writeKeepsTheLastStateOfEachTask() {
		assertThat(this.ledger.write(1, state("a", true))).isTrue();
		assertThat(this.ledger.write(1, state("b", false))).isTrue();
		assertThat(this.ledger.write(1, state("a", false))).isTrue();
		assertThat(this.ledger.tasks()).containsExactly(state("b", false), state("a", false));
	}

	@Test
	void writeWhenTheTaskRunsElsewhereDoesNotBelieveIt() {
		this.ledger.write(1, state("a", true));
		assertThat(this.ledger.write(2, state("a", false))).isFalse();
		assertThat(this.ledger.write(2, state("a", true))).isFalse();
		assertThat(this.ledger.tasks()).containsExactly(state("a", true));
		this.ledger.release(1);
		assertThat(this.ledger.write(2, state("a", true))).isTrue();
	}

	@Test
	void releaseEndsWhatRanThere() {
		this.ledger.write(1, state("a", true));
		this.ledger.write(2, state("b", true));
		this.ledger.write(1, state("c", false));
		assertThat(this.ledger.release(1)).containsExactly(state("a", false));
		assertThat(this.ledger.release(1)).isEmpty();
		assertThat(this.ledger.tasks()).containsExactlyInAnyOrder(state("a", false), state("b", true),
				state("c", false));
	}

	@Test
	void writeWhenThereAreTooManyForgetsTheOldestThatDoesNotRun() {
		this.ledger.write(1, state("runs", true));
		IntStream.range(0, 2000).forEach((i) -> assertThat(this.ledger.write(1, state("task" + i, false))).isTrue());
		assertThat(this.ledger.tasks()).hasSize(1000)
			.contains(state("runs", true), state("task1999", false))
			.doesNotContain(state("task0", false));
	}

	@Test
	void writeWhenAllRunTakesNoMore() {
		IntStream.range(0, 1000).forEach((i) -> this.ledger.write(1, state("task" + i, true)));
		assertThat(this.ledger.write(1, state("late", true))).isFalse();
		assertThat(this.ledger.tasks()).hasSize(1000);
	}

	@Test
	void writeWhenANameIsTooLongForAMessageTakesItNot() {
		assertThat(this.ledger.write(1, state("x".repeat(501), false))).isFalse();
		assertThat(this.ledger.write(1, state("x".repeat(500), false))).isTrue();
	}

	private static TaskState state(String task, boolean running) {
		return new TaskState(task, Instant.EPOCH, running);
	}

}
