package io.clusterboot;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static io.clusterboot.WorkerState.ACTIVE;
import static io.clusterboot.WorkerState.DRAINING;
import static io.clusterboot.WorkerState.EXITED;
import static io.clusterboot.WorkerState.KILLING;
import static io.clusterboot.WorkerState.READY;
import static io.clusterboot.WorkerState.STARTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link WorkerState}: the specification of a worker's life.
 */
class WorkerStateTests {

	private static final Map<WorkerState, Set<WorkerState>> STEPS = Map.of(STARTING,
			EnumSet.of(READY, DRAINING, KILLING, EXITED), READY, EnumSet.of(ACTIVE, DRAINING, KILLING, EXITED), ACTIVE,
			EnumSet.of(DRAINING, KILLING, EXITED), DRAINING, EnumSet.of(KILLING, EXITED), KILLING, EnumSet.of(EXITED),
			EXITED, EnumSet.noneOf(WorkerState.class));

	@ParameterizedTest(name = "{0} to {1}: {2}")
	@MethodSource("pairs")
	void canBecomeAllowsTheStepsOfALifeAlone(WorkerState from, WorkerState to, boolean allowed) {
		assertThat(from.canBecome(to)).isEqualTo(allowed);
	}

	static Stream<Arguments> pairs() {
		return Stream.of(WorkerState.values())
			.flatMap((from) -> Stream.of(WorkerState.values())
				.map((to) -> arguments(from, to, STEPS.get(from).contains(to))));
	}

	@ParameterizedTest
	@EnumSource(WorkerState.class)
	void canBecomeNeverGoesBack(WorkerState from) {
		assertThat(STEPS.get(from)).allMatch((to) -> to.ordinal() > from.ordinal());
	}

	@ParameterizedTest
	@EnumSource(value = WorkerState.class, mode = EnumSource.Mode.EXCLUDE, names = "EXITED")
	void canBecomeExitedFromEveryOtherState(WorkerState from) {
		assertThat(from.canBecome(EXITED)).isTrue();
	}

	@Test
	void holdsIndexUntilToldToEnd() {
		assertThat(Stream.of(WorkerState.values()).filter(WorkerState::holdsIndex)).containsExactly(STARTING, READY,
				ACTIVE);
	}

}
