package io.clusterboot.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.clusterboot.sample.harness.ClusterProcess;
import io.clusterboot.sample.harness.ClusterView;
import io.clusterboot.sample.harness.HttpLoad;
import io.clusterboot.sample.harness.HttpResponse;
import io.clusterboot.sample.harness.WorkerView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a spare takes the place of a worker the moment it ends.
 */
@Timeout(900)
class SpareIntegrationTests {

	private static final Duration SOON = Duration.ofSeconds(40);

	private static final Duration START = Duration.ofSeconds(90);

	private static final Duration LONGEST_GAP = Duration.ofMillis(100);

	private static final int CLIENTS = 6;

	private static final Duration PAUSE = Duration.ofMillis(20);

	@TempDir
	private Path directory;

	@Test
	void spareTakesOverAtOnceAgainAndAgain() throws IOException {
		int rounds = Integer.getInteger("spare.rounds", 5);
		try (ClusterProcess cluster = SampleCluster.reloadable(this.directory, 2)
			.arguments("--cluster.spares=1")
			.start()) {
			List<Duration> gaps = new ArrayList<>();
			int inFlight = 0;
			try (HttpLoad load = load(cluster)) {
				for (int round = 0; round < rounds; round++) {
					ClusterView before = awaitSpare(cluster, 2);
					inFlight += load.keptConnections(round % 2) + CLIENTS;
					gaps.add(gapAfterKill(cluster, before, round % 2));
				}
				load.awaitAnswers(100, SOON);
				HttpLoad.Report report = load.stop();
				assertThat(report.lost()).as(report::toString).isLessThanOrEqualTo(inFlight);
				assertThat(report.refused()).as(report::toString).isZero();
				assertThat(report.failed()).as(report::toString).isEqualTo(report.lost());
			}
			assertThat(median(gaps)).as("gaps %s", gaps).isLessThanOrEqualTo(LONGEST_GAP);
			SortedMap<Integer, Long> pids = cluster.awaitActive(2);
			cluster.signal("TERM");
			assertThat(cluster.awaitExit(SOON)).as(cluster::explain).isZero();
			pids.forEach((index, pid) -> assertLogsAs(cluster, index, pid));
			cluster.assertNothingLeft();
		}
	}

	private static HttpLoad load(ClusterProcess cluster) {
		awaitSpare(cluster, 2);
		HttpLoad load = HttpLoad.on(cluster.port())
			.keepAlive(CLIENTS)
			.connectionPerRequest(CLIENTS)
			.pause(PAUSE)
			.start();
		load.awaitAnswers(200, SOON);
		return load;
	}

	private static ClusterView awaitSpare(ClusterProcess cluster, int workers) {
		return cluster.awaitStatus("a spare waits", START.plus(START), (view) -> view.active() == workers
				&& view.spares().size() == 1 && "READY".equals(view.spares().get(0).state()));
	}

	/**
	 * The log says to the millisecond when the worker listens; asking for it would add
	 * the time of the question.
	 */
	private static Duration gapAfterKill(ClusterProcess cluster, ClusterView before, int index) throws IOException {
		long victim = before.worker(index).orElseThrow().pid();
		WorkerView spare = before.spares().get(0);
		assertThat(spare.index()).isGreaterThanOrEqualTo(before.wanted());
		// why not a signal of the harness: it starts a process, which takes its time
		ProcessHandle handle = ProcessHandle.of(victim).orElseThrow();
		Instant killed = Instant.now();
		assertThat(handle.destroyForcibly()).isTrue();
		Matcher line = cluster
			.awaitLog("(?m)^(\\S+) .* : Worker " + index + " \\(pid " + spare.pid() + "\\) is listening on port", SOON);
		assertThat(cluster
			.countLog("Worker " + spare.index() + " \\(pid " + spare.pid() + "\\) takes over as worker " + index))
			.isEqualTo(1);
		assertTakenOver(cluster, index, spare.pid());
		// why one more: the log cuts off what is less than a millisecond
		return Duration.between(killed, OffsetDateTime.parse(line.group(1)).toInstant().plusMillis(1));
	}

	private static void assertTakenOver(ClusterProcess cluster, int index, long pid) throws IOException {
		WorkerView worker = cluster.status().worker(index).orElseThrow();
		assertThat(worker.pid()).isEqualTo(pid);
		assertThat(worker.isActive()).isTrue();
		for (int attempt = 0; attempt < 200; attempt++) {
			HttpResponse answer = cluster.get("/whoami");
			if (answer.text().contains("\"pid\":" + pid + ",")) {
				assertThat(answer.text()).contains("\"index\":" + index + ",");
				assertThat(answer.header("x-worker")).isEqualTo(Integer.toString(index));
				return;
			}
		}
		throw new AssertionError("Worker " + index + " (pid " + pid + ") answers nobody\n" + cluster.explain());
	}

	private static Duration median(List<Duration> gaps) {
		return gaps.stream().sorted().skip(gaps.size() / 2).findFirst().orElseThrow();
	}

	/**
	 * Its last lines, those about its end, name the index that it had taken over.
	 */
	private static void assertLogsAs(ClusterProcess cluster, int index, long pid) {
		List<String> names = Pattern.compile("(?m)^\\S+ +[A-Z]+ \\[worker (\\d+)] " + pid + " ---")
			.matcher(cluster.output())
			.results()
			.map((result) -> result.group(1))
			.toList();
		assertThat(names).as(cluster::explain).isNotEmpty().last().isEqualTo(Integer.toString(index));
	}

	@Test
	void spareOfASingleWorkerTakesOverAndIsReplacedByAReload() {
		try (ClusterProcess cluster = SampleCluster.reloadable(this.directory, 1)
			.arguments("--cluster.spares=1")
			.start()) {
			ClusterView before = awaitSpare(cluster, 1);
			long victim = before.worker(0).orElseThrow().pid();
			cluster.signal(victim, "KILL");
			assertThat(cluster.awaitSuccessor(0, victim, SOON)).isEqualTo(before.spares().get(0).pid());
			awaitSpare(cluster, 1);
			SampleCluster.version("2").writeTo(cluster.jar());
			Reload reload = Reload.post(cluster);
			assertThat(reload.result()).as(() -> reload + "\n" + cluster.explain()).isEqualTo("SUCCEEDED");
			cluster.awaitGeneration(1, 2, SOON);
			ClusterView after = awaitSpare(cluster, 1);
			assertThat(after.state()).isEqualTo("RUNNING");
			assertThat(after.processes()).allMatch((worker) -> worker.generation() == 2);
			cluster.signal("TERM");
			assertThat(cluster.awaitExit(SOON)).as(cluster::explain).isZero();
			cluster.assertNothingLeft();
		}
	}

}
