package io.clusterboot.master;

import java.time.Duration;

import io.clusterboot.WorkerState;
import io.clusterboot.ipc.Standstill;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Deadlines}.
 */
class DeadlinesTests {

	private final Deadlines deadlines = Deadlines.of(FakeCluster.properties("start-timeout=2m",
			"heartbeat-timeout=1500ms", "drain-timeout=30s", "pre-stop-delay=5s"));

	@ParameterizedTest
	@CsvSource({ "STARTING, PT2M", "READY, PT1.5S", "ACTIVE, PT1.5S", "DRAINING, PT35S", "KILLING, PT1S" })
	void ofGivesEachStateItsTime(WorkerState state, Duration expected) {
		assertThat(this.deadlines.of(state)).isEqualTo(expected);
	}

	@ParameterizedTest
	@EnumSource(WorkerState.class)
	void ofHasATimeForEveryState(WorkerState state) {
		assertThat(this.deadlines.of(state)).isPositive();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			STARTING | was not ready within 120s (cluster.start-timeout)
			READY    | gave no sign of life for 1500ms (cluster.heartbeat-timeout)
			ACTIVE   | gave no sign of life for 1500ms (cluster.heartbeat-timeout)
			DRAINING | had not finished within 35s (cluster.drain-timeout, after cluster.pre-stop-delay)
			KILLING  | did not end when it was killed
			""")
	void missedNamesTimeAndProperty(WorkerState state, String expected) {
		assertThat(this.deadlines.missed(state, Standstill.NONE)).isEqualTo(expected);
	}

	@Test
	void ofWhenNothingIsConfiguredHasTheDefaults() {
		assertThat(Deadlines.of(FakeCluster.properties()))
			.isEqualTo(new Deadlines(Duration.ofSeconds(120), Duration.ofSeconds(30), Duration.ofSeconds(30)));
	}

}
