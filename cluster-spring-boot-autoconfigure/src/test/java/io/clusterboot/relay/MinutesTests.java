package io.clusterboot.relay;

import java.util.List;

import io.clusterboot.ipc.Message.Told;
import io.clusterboot.ipc.Speaker;
import io.clusterboot.ipc.Speaker.Kind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Minutes}.
 */
class MinutesTests {

	private static final Speaker MASTER = new Speaker(Kind.MASTER, -1, 1);

	@Test
	void addKeepsNothingBeyondItsLimit() {
		Minutes minutes = new Minutes(10);
		minutes.add(new Told(1, 0, "12345"));
		minutes.add(new Told(1, 0, "67890"));
		assertThat(minutes.isOverflown()).isFalse();
		assertThat(minutes.of(List.of(MASTER))).containsExactly(new Statement(MASTER, "1234567890"));
		minutes.add(new Told(1, 0, "x"));
		assertThat(minutes.isOverflown()).isTrue();
		assertThat(minutes.of(List.of(MASTER))).containsExactly(new Statement(MASTER, ""));
	}

}
