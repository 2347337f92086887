package io.clusterboot.master;

import java.time.Duration;
import java.util.List;
import java.util.TreeSet;

import io.clusterboot.Silence;
import io.clusterboot.WorkerLoad;
import io.clusterboot.ipc.Message.Collect;
import io.clusterboot.ipc.Message.Failed;
import io.clusterboot.ipc.Message.Said;
import io.clusterboot.ipc.Operation;
import io.clusterboot.ipc.Speaker.Kind;
import io.clusterboot.metrics.Metrics;
import io.clusterboot.metrics.MetricsFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MasterMetrics}.
 */
@ExtendWith(Silence.class)
class MasterMetricsTests {

	@Test
	void namesAreThoseOfTheContract() {
		FakeCluster cluster = new FakeCluster(1, 1).start();
		process(cluster, 0).load(new WorkerLoad(1, 2, 3, 4, 5, 6));
		cluster.advance(Duration.ofSeconds(1));
		assertThat(new TreeSet<>(lines(cluster).stream()
			.filter((line) -> !line.startsWith("#"))
			.map((line) -> line.split("[{ ]")[0])
			.toList())).containsExactly("cluster_generation", "cluster_leader", "cluster_master_start_time_seconds",
					"cluster_reloads_total", "cluster_worker_busy_threads", "cluster_worker_generation",
					"cluster_worker_heap_used_bytes", "cluster_worker_heartbeat_age_seconds",
					"cluster_worker_memory_resident_bytes", "cluster_worker_restarts_total", "cluster_worker_stale",
					"cluster_worker_start_seconds", "cluster_worker_up", "cluster_workers", "cluster_workers_wanted");
	}

	@Test
	void textIsOpenMetricsWithTypeAndHelpOfEachFamily() {
		FakeCluster cluster = new FakeCluster(2, 2, "spares=1").start();
		String text = text(cluster);
		String prometheus = Metrics.parse(text).write(MetricsFormat.PROMETHEUS);
		assertThat(text).endsWith("# EOF\n");
		assertThat(prometheus).contains("# TYPE cluster_worker_restarts_total counter\n",
				"# HELP cluster_worker_restarts_total Ends of workers that nobody asked for, by reason\n",
				"# TYPE cluster_reloads_total counter\n", "# TYPE cluster_worker_up gauge\n",
				"# TYPE cluster_workers gauge\n");
		assertThat(prometheus.lines().filter((line) -> line.startsWith("# TYPE")))
			.hasSameSizeAs(prometheus.lines().filter((line) -> line.startsWith("# HELP")).toList());
	}

	@Test
	void allSeriesAreThereFromTheStart() {
		FakeCluster cluster = new FakeCluster(2, 1).open();
		assertThat(lines(cluster)).contains("cluster_workers{state=\"starting\"} 1.0",
				"cluster_workers{state=\"ready\"} 0.0", "cluster_workers{state=\"active\"} 0.0",
				"cluster_workers{state=\"draining\"} 0.0", "cluster_workers{state=\"killing\"} 0.0",
				"cluster_workers_wanted 2.0", "cluster_generation 1.0",
				"cluster_reloads_total{result=\"succeeded\"} 0.0", "cluster_reloads_total{result=\"rolled_back\"} 0.0",
				"cluster_reloads_total{result=\"refused\"} 0.0", "cluster_worker_up{worker=\"0\"} 0.0",
				"cluster_worker_up{worker=\"1\"} 0.0", "cluster_worker_stale{worker=\"1\"} 0.0",
				"cluster_leader{worker=\"1\"} 0.0", "cluster_master_start_time_seconds 1.7356896E9");
		for (String reason : List.of("crash", "out-of-memory", "hang", "killed", "start-failure", "exit")) {
			assertThat(lines(cluster)).contains(restarts(0, reason, 0), restarts(1, reason, 0));
		}
	}

	@Test
	void whatIsNotKnownIsNotThere() {
		FakeCluster cluster = new FakeCluster(1, 1).open();
		cluster.hello(process(cluster, 0));
		assertThat(text(cluster)).doesNotContain("-1.0", "cluster_worker_start_seconds{",
				"cluster_worker_heartbeat_age_seconds{", "cluster_worker_heap_used_bytes{");
	}

	@Test
	void workerIsDescribed() {
		FakeCluster cluster = new FakeCluster(1, 1).open();
		FakeProcess only = process(cluster, 0);
		cluster.silence(Duration.ofMillis(2500));
		cluster.activate(only);
		only.load(new WorkerLoad(1, 2, 3, 4096, 5, 6));
		cluster.advance(Duration.ofSeconds(1));
		cluster.silence(Duration.ofMillis(250));
		FakePeer operator = cluster.ask(new Operation.Collect());
		cluster.say(only, new Said(only.peer().sent(Collect.class).get(0).id(), "text", true));
		assertThat(operator.statements(1).values().stream().reduce("", String::concat).lines()).contains(
				"cluster_worker_up{worker=\"0\"} 1.0", "cluster_worker_stale{worker=\"0\"} 0.0",
				"cluster_leader{worker=\"0\"} 1.0", "cluster_worker_start_seconds{worker=\"0\"} 2.5",
				"cluster_worker_heartbeat_age_seconds{worker=\"0\"} 0.25",
				"cluster_worker_generation{worker=\"0\"} 1.0", "cluster_worker_busy_threads{worker=\"0\"} 2.0",
				"cluster_worker_memory_resident_bytes{worker=\"0\"} 4096.0",
				"cluster_worker_heap_used_bytes{worker=\"0\"} 5.0");
	}

	@ParameterizedTest
	@CsvSource({ "1, exit", "3, out-of-memory", "134, crash", "137, killed", "139, crash", "143, killed" })
	void restartsAreCountedByReason(int status, String reason) {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		process(cluster, 1).exit(status);
		cluster.finish();
		assertThat(lines(cluster)).contains(restarts(1, reason, 1), restarts(0, reason, 0));
		process(cluster, 1).exit(status);
		assertThat(lines(cluster)).contains(restarts(1, reason, 2));
		assertThat(lines(cluster).stream().filter((line) -> line.startsWith("cluster_worker_restarts_total")))
			.filteredOn((line) -> !line.endsWith(" 0.0"))
			.hasSize(1);
	}

	@Test
	void restartOfAWorkerThatHangsIsCountedAsThat() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		FakeProcess hung = process(cluster, 1);
		cluster.silenceOf(hung, Duration.ofSeconds(32));
		hung.exit(137);
		assertThat(lines(cluster)).contains(restarts(1, "hang", 1), restarts(1, "killed", 0));
	}

	@Test
	void restartOfAWorkerThatDoesNotStartIsCountedAsThat() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		process(cluster, 1).exit(137);
		cluster.advance(Duration.ofSeconds(1));
		cluster.hello(process(cluster, 1));
		cluster.say(process(cluster, 1), new Failed("no bean"));
		process(cluster, 1).exit(1);
		cluster.advance(Duration.ofSeconds(5));
		process(cluster, 1).exit(1);
		cluster.advance(Duration.ofSeconds(5));
		cluster.silence(Duration.ofSeconds(121));
		process(cluster, 1).exit(143);
		assertThat(lines(cluster)).contains(restarts(1, "start-failure", 3), restarts(1, "killed", 1),
				restarts(1, "exit", 0));
	}

	@Test
	void reloadsAreCountedByResult() {
		FakeCluster cluster = new FakeCluster(1, 1).start();
		cluster.reload();
		cluster.stager().fail("no jar");
		assertThat(lines(cluster)).contains("cluster_reloads_total{result=\"refused\"} 1.0");
		cluster.reloadStaged();
		cluster.finish();
		assertThat(lines(cluster)).contains("cluster_reloads_total{result=\"succeeded\"} 1.0");
		FakeProcess canary = cluster.reloadStaged();
		canary.exit(1);
		cluster.finish();
		assertThat(lines(cluster)).contains("cluster_reloads_total{result=\"rolled_back\"} 1.0",
				"cluster_reloads_total{result=\"succeeded\"} 1.0", "cluster_reloads_total{result=\"refused\"} 1.0");
	}

	private static FakeProcess process(FakeCluster cluster, int index) {
		return cluster.launcher().last(index);
	}

	private static String restarts(int worker, String reason, int count) {
		return "cluster_worker_restarts_total{worker=\"" + worker + "\",reason=\"" + reason + "\"} " + count + ".0";
	}

	private static List<String> lines(FakeCluster cluster) {
		return text(cluster).lines().toList();
	}

	private static String text(FakeCluster cluster) {
		FakePeer operator = cluster.ask(new Operation.Collect());
		cluster.silence(Duration.ofMillis(800));
		return operator.statements(1)
			.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().kind() == Kind.MASTER)
			.findFirst()
			.orElseThrow()
			.getValue();
	}

}
