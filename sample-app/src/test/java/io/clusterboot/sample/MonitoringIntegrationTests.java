package io.clusterboot.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoublePredicate;
import java.util.stream.Collectors;

import io.clusterboot.RealPrometheus;
import io.clusterboot.sample.harness.ClusterProcess;
import io.clusterboot.sample.harness.HttpLoad;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests that a Prometheus with the files of this project sees the whole cluster through
 * whichever worker answers, with numbers that are right whatever becomes of workers.
 */
@Timeout(300)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MonitoringIntegrationTests {

	private static final Duration SOON = Duration.ofSeconds(30);

	private static final String ANSWERED = "sum(http_server_requests_seconds_count{job=\"cluster\", uri=\"/whoami\"})";

	/*
	 * Of all series that only count up, since the beginning. The name becomes a label, as
	 * functions drop names, and several series would then be the same.
	 */
	private static final String FALLEN = "resets(label_replace({job=\"cluster\","
			+ " __name__=~\".+_total|.+_seconds_count\", __name__!~\".+_active_.+\"},"
			+ " \"metric\", \"$1\", \"__name__\", \"(.+)\")[10m:1s]) > 0";

	@TempDir
	private static Path directory;

	private static ClusterProcess cluster;

	private static RealPrometheus prometheus;

	private static long answered;

	@BeforeAll
	static void start() {
		cluster = SampleCluster.reloadable(directory, 2).start();
		cluster.awaitActive(2);
		prometheus = RealPrometheus.start(ComposeFile.ROOT.resolve("deploy/prometheus"),
				Map.of("app:8080", "127.0.0.1:" + cluster.port(), "scrape_interval: 15s", "scrape_interval: 1s",
						"scrape_timeout: 10s", "scrape_timeout: 1s", "evaluation_interval: 15s",
						"evaluation_interval: 1s"));
	}

	@AfterAll
	static void stop() throws IOException {
		prometheus.close();
		cluster.close();
	}

	@Test
	@Order(1)
	void everyWorkerIsSeenThroughOneTarget() {
		answered += load(500).ok();
		awaitValue(ANSWERED, (value) -> value == answered);
		assertThat(workers("http_server_requests_seconds_count{job=\"cluster\", uri=\"/whoami\"}"))
			.containsExactlyInAnyOrder("0", "1");
		assertThat(workers("cluster_worker_up == 1")).containsExactlyInAnyOrder("0", "1");
		assertThat(value("up{job=\"cluster\"}")).isEqualTo(1);
		assertThat(value("cluster_workers{state=\"active\"}")).isEqualTo(2);
	}

	@Test
	@Order(2)
	void gracefulReplacementLosesNoCountAndResetsNoCounter() throws IOException {
		long begin = System.nanoTime();
		HttpLoad.Report report;
		try (HttpLoad load = startLoad()) {
			load.awaitAnswers(100, SOON);
			long before = cluster.workerPids().get(0);
			assertThat(cluster.postJson(Reload.PATH, "{\"action\":\"restart\",\"index\":0}").status()).isEqualTo(200);
			assertThat(cluster.workerPids().get(0)).isNotEqualTo(before);
			SampleCluster.version("2").overwrite(cluster.jar());
			assertThat(Reload.post(cluster).result()).isEqualTo("SUCCEEDED");
			load.awaitAnswers(100, SOON);
			report = load.stop();
			assertThat(report.failed()).as(report::toString).isZero();
			answered += report.ok();
		}
		awaitValue(ANSWERED, (value) -> value == answered);
		assertIncreaseIs(report.ok(), Duration.ofNanos(System.nanoTime() - begin).toSeconds());
		assertThat(prometheus.query(FALLEN)).isEmpty();
		assertThat(value("cluster_reloads_total{result=\"succeeded\"}")).isEqualTo(1);
		assertThat(value("cluster_generation")).isEqualTo(2);
	}

	@Test
	@Order(3)
	void killedWorkerTakesNoMoreThanASecondOfItsCountsAlong() {
		HttpLoad.Report report;
		try (HttpLoad load = startLoad()) {
			load.awaitAnswers(500, SOON);
			long victim = cluster.workerPids().get(1);
			cluster.signal(victim, "KILL");
			cluster.awaitSuccessor(1, victim, SOON);
			load.awaitAnswers(100, SOON);
			report = load.stop();
		}
		// A heartbeat, and as much again for the moment at which it is taken in
		double untold = 2 * report.ok() / (report.elapsed().toMillis() / 1000.0);
		double atLeast = answered + report.ok() - untold;
		awaitValue(ANSWERED, (value) -> value >= atLeast && value <= answered + report.total());
		awaitValue("max(cluster_worker_up)", (value) -> value == 1);
		assertThat(prometheus.query(FALLEN)).isEmpty();
		assertThat(value("cluster_worker_restarts_total{worker=\"1\", reason=\"killed\"}")).isEqualTo(1);
		awaitAlert("ClusterWorkerRestarted", "reason", "killed");
	}

	@Test
	@Order(4)
	void deploymentThatIsNotTakenRaisesAnAlert() throws IOException {
		Files.writeString(cluster.jar(), "no jar at all");
		assertThat(Reload.post(cluster).result()).isEqualTo("REFUSED");
		awaitAlert("ClusterReloadFailed", "result", "refused");
	}

	@Test
	@Order(5)
	void everythingThatIsDrawnOrWatchedIsScraped() throws IOException {
		String scraped = cluster.get("/actuator/prometheus").text();
		Set<String> names = scraped.lines()
			.filter((line) -> !line.startsWith("#"))
			.map((line) -> line.split("[{ ]")[0])
			.collect(Collectors.toCollection(HashSet::new));
		names.addAll(Expressions.recorded());
		names.add("up");
		Set<String> wanted = new TreeSet<>();
		Expressions.ofRules().forEach((expression) -> wanted.addAll(Expressions.names(expression)));
		Expressions.ofDashboard().forEach((expression) -> wanted.addAll(Expressions.names(expression)));
		assertThat(names).containsAll(wanted);
		Expressions.ofDashboard().forEach(prometheus::query);
	}

	@Test
	@Order(6)
	void promtoolFindsNoFaultWithWhatIsOurs() throws IOException {
		Promtool promtool = Promtool.run(cluster.get("/actuator/prometheus").text(), "check", "metrics");
		assertThat(promtool.exitCode()).as("0: nothing, 3: only matters of style: " + promtool.output()).isIn(0, 3);
		assertThat(promtool.output()).doesNotContain("cluster_").doesNotContain("worker");
	}

	/*
	 * Prometheus extends what it has seen to the ends of the range, which is one scrape
	 * interval in all.
	 */
	private static void assertIncreaseIs(long answers, long seconds) {
		double interval = (double) answers / (seconds - 1);
		String increase = ANSWERED.replace("sum(", "sum(increase(").replace(")", "[" + seconds + "s]))");
		assertThat(value(increase)).as(increase).isCloseTo(answers, within(interval));
		String rate = increase.replace("increase(", "rate(");
		assertThat(value(rate)).as(rate).isCloseTo((double) answers / seconds, within(interval / seconds));
	}

	private static HttpLoad startLoad() {
		return HttpLoad.on(cluster.port()).keepAlive(2).connectionPerRequest(2).pause(Duration.ofMillis(10)).start();
	}

	private static HttpLoad.Report load(int answers) {
		try (HttpLoad load = startLoad()) {
			load.awaitAnswers(answers, SOON);
			HttpLoad.Report report = load.stop();
			assertThat(report.failed()).as(report::toString).isZero();
			return report;
		}
	}

	private static double value(String expression) {
		Map<Map<String, String>, Double> values = prometheus.query(expression);
		assertThat(values).as(expression).hasSize(1);
		return values.values().iterator().next();
	}

	private static Set<String> workers(String expression) {
		return prometheus.query(expression)
			.keySet()
			.stream()
			.map((labels) -> labels.getOrDefault("worker", ""))
			.collect(Collectors.toSet());
	}

	private static void awaitValue(String expression, DoublePredicate condition) {
		Awaitility.await()
			.atMost(SOON)
			.pollInterval(Duration.ofMillis(200))
			.untilAsserted(() -> assertThat(value(expression)).matches(condition::test,
					expression + "; the client has " + answered));
	}

	private static void awaitAlert(String name, String label, String value) {
		Awaitility.await()
			.atMost(SOON)
			.pollInterval(Duration.ofMillis(200))
			.untilAsserted(() -> assertThat(
					prometheus.query("ALERTS{alertstate=\"firing\", alertname=\"" + name + "\"}").keySet())
				.extracting((labels) -> labels.get(label))
				.containsOnly(value));
	}

}
