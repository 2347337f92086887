package io.clusterboot.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import io.clusterboot.ClusterState;
import io.clusterboot.ClusterStatus;
import io.clusterboot.ReloadReport;
import io.clusterboot.ReloadReport.Result;
import io.clusterboot.WorkerState;
import io.clusterboot.actuate.JsonSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RecordJson}.
 */
class RecordJsonTests {

	private static final Path SCHEMA = Path.of("../docs/cluster-status.schema.json");

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private static final ReloadReport REPORT = new ReloadReport(Result.ROLLED_BACK, "exit \"1\"\n", 1, 2, Samples.START,
			Duration.ofMillis(4711));

	@ParameterizedTest
	@MethodSource("records")
	void ofWritesWhatTheActuatorWrites(Record value) {
		assertThat(MAPPER.readTree(RecordJson.of(value))).isEqualTo(MAPPER.readTree(MAPPER.writeValueAsString(value)));
	}

	static Stream<Record> records() {
		ClusterStatus status = Samples.reloading("worker 0 is \u2026", Samples.worker(0, WorkerState.ACTIVE));
		return Stream.of(REPORT, Samples.status(ClusterState.STARTING), status,
				Samples.with(status, List.of(Samples.worker(1, WorkerState.READY)),
						List.of(Samples.incident(0, "exit code 1", null), Samples.incident(1, "hang", "/dump"))),
				new ReloadCommand.Refusal(Result.REFUSED, "a reload is under way", 1));
	}

	@Test
	void ofStatusFollowsTheSchema() {
		ClusterStatus status = Samples.with(Samples.reloading("begins", Samples.worker(0, WorkerState.ACTIVE)),
				List.of(Samples.worker(1, WorkerState.READY)), List.of(Samples.incident(0, "exit code 1", null)));
		assertThat(JsonSchema.violations(SCHEMA, "", MAPPER.readTree(RecordJson.of(status)))).isEmpty();
	}

	@Test
	void ofReportFollowsTheSchema() {
		assertThat(JsonSchema.violations(SCHEMA, "reload", MAPPER.readTree(RecordJson.of(REPORT)))).isEmpty();
	}

	@Test
	void ofIsOneLine() {
		assertThat(RecordJson.of(REPORT)).doesNotContain("\n");
	}

}
