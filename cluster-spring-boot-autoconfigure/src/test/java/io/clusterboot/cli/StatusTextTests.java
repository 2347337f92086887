package io.clusterboot.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.clusterboot.ClusterState;
import io.clusterboot.ClusterStatus;
import io.clusterboot.WorkerState;
import io.clusterboot.WorkerStatus;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StatusText}.
 */
class StatusTextTests {

	private static final Instant NOW = Samples.START.plus(Duration.ofSeconds(192));

	private static final WorkerStatus FIRST = Samples.worker(0, WorkerState.ACTIVE);

	@Test
	void linesWhenAllIsWellAreOneForEachWorker() {
		ClusterStatus status = Samples.status(ClusterState.RUNNING, FIRST,
				new WorkerStatus(1, 123456, 1, WorkerState.STARTING, NOW, 12, null, 0, 0, -1, -1, -1));
		assertThat(text(status)).isEqualTo("""
				RUNNING, generation 1, 1 of 2 workers active, master pid 4710, up 3m 12s, worker 0 leads

				INDEX    PID GEN STATE    UPTIME RESTARTS REQUESTS BUSY  RSS HEAP CPU
				    0   4711   1 ACTIVE   3m 12s        0       99    4 181M  60M 50%
				    1 123456   1 STARTING     0s       12        0    0    -    -   -""");
	}

	@Test
	void linesWhenSomeHoldNoIndexMarkThem() {
		ClusterStatus status = Samples.with(Samples.status(ClusterState.RUNNING, FIRST),
				List.of(Samples.worker(2, WorkerState.READY), Samples.worker(0, WorkerState.DRAINING)), List.of());
		assertThat(text(status).lines()).satisfiesExactly((line) -> assertThat(line).startsWith("RUNNING"),
				(line) -> assertThat(line).isEmpty(), (line) -> assertThat(line).startsWith("INDEX"),
				(line) -> assertThat(line).startsWith("    0 4711"),
				(line) -> assertThat(line).startsWith("  (2) 4713   1 READY"),
				(line) -> assertThat(line).startsWith("  (0) 4711   1 DRAINING"),
				(line) -> assertThat(line).startsWith("(): holds no index"));
	}

	@Test
	void linesWhenReloadIsUnderWayTellItsStep() {
		ClusterStatus status = Samples.reloading("worker 0 (canary) is starting", FIRST);
		assertThat(text(status)).contains("\nReload to generation 2, for 3m 12s: worker 0 (canary) is starting\n");
	}

	@Test
	void linesWhenWorkersHaveFailedTellTheLastThree() {
		ClusterStatus status = Samples.with(Samples.status(ClusterState.RUNNING, FIRST), List.of(),
				List.of(Samples.incident(0, "first", null), Samples.incident(1, "exit code 1", null),
						Samples.incident(2, "SIGKILL", "/run/shop/dumps/2.txt"), Samples.incident(3, "fourth", null)));
		assertThat(text(status)).endsWith("""

				Last incidents
				3m 12s ago: worker 1 (pid 4001) exit code 1
				3m 12s ago: worker 2 (pid 4002) SIGKILL
				  /run/shop/dumps/2.txt
				3m 12s ago: worker 3 (pid 4003) fourth""");
	}

	@Test
	void linesWhenFiguresAreLargeFitIntoAHundredColumns() {
		WorkerStatus large = new WorkerStatus(255, 4194304, 9999, WorkerState.DRAINING,
				NOW.minus(Duration.ofDays(9999)), 99999, null, 9_999_999_999_999L, 99999, 1L << 43, 1L << 43, 99.99);
		ClusterStatus status = Samples.with(Samples.status(ClusterState.DEGRADED, large), List.of(large), List.of());
		assertThat(text(status).lines()).allSatisfy((line) -> assertThat(line).hasSizeLessThanOrEqualTo(100));
	}

	@Test
	void linesWhenClocksDifferCountFromZero() {
		ClusterStatus status = Samples.status(ClusterState.RUNNING, FIRST);
		assertThat(new StatusText(status, Samples.START.minusSeconds(5)).lines().get(0)).contains(" up 0s,");
	}

	private static String text(ClusterStatus status) {
		return String.join("\n", new StatusText(status, NOW).lines());
	}

}
