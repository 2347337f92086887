package io.clusterboot.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.clusterboot.sample.harness.ActiveSampler;
import io.clusterboot.sample.harness.ClusterProcess;
import io.clusterboot.sample.harness.ClusterView;
import io.clusterboot.sample.harness.HttpLoad;
import io.clusterboot.sample.harness.HttpResponse;
import io.clusterboot.sample.harness.Jdks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a reload brings another version without losing a request.
 */
@Timeout(1800)
class ReloadIntegrationTests {

	private static final String JDKS = "io.clusterboot.sample.harness.Jdks#named";

	private static final Duration SOON = Duration.ofSeconds(40);

	private static final Duration RESPAWN = Duration.ofSeconds(90);

	private static final int CLIENTS = 10;

	private static final int POSTING = 4;

	private static final int POSTED_BYTES = 16_256;

	private static final Duration PAUSE = Duration.ofMillis(40);

	private static final int ROUNDS = 2;

	/*
	 * What differs between JDKs shows in fewer.
	 */
	private static final int ROUNDS_ON_OTHER_JDKS = 1;

	@TempDir
	private Path directory;

	@ParameterizedTest
	@MethodSource(JDKS)
	void reloadAgainAndAgainUnderLoadLosesNothing(Path jdk) {
		int rounds = Integer.getInteger("reload.rounds", jdk.equals(Jdks.home()) ? ROUNDS : ROUNDS_ON_OTHER_JDKS);
		try (ClusterProcess cluster = SampleCluster.reloadable(this.directory, 2).jdk(jdk).start()) {
			cluster.awaitActive(2);
			try (HttpLoad getting = load(cluster);
					HttpLoad posting = HttpLoad.on(cluster.port())
						.path("/echo")
						.posting(POSTING, POSTED_BYTES)
						.pause(PAUSE)
						.start();
					ActiveSampler sampler = ActiveSampler.start(cluster.port())) {
				getting.awaitAnswers(200, SOON);
				for (int round = 1; round <= rounds; round++) {
					reload(cluster, round + 1);
					getting.awaitAnswers(200, SOON);
				}
				assertNeverTooFewNorTooMany(sampler.stop());
				assertAllAnswered(posting.stop(), cluster);
				HttpLoad.Report report = getting.stop();
				assertAllAnswered(report, cluster);
				assertThat(report.perVersion()).as(report::toString).hasSize(rounds + 1);
			}
			assertOneGenerationIsKept(cluster);
			assertStopsAndLeavesNothing(cluster);
		}
	}

	private static HttpLoad load(ClusterProcess cluster) {
		return HttpLoad.on(cluster.port()).keepAlive(CLIENTS).connectionPerRequest(CLIENTS).pause(PAUSE).start();
	}

	/**
	 * With another version each time, which bears the number of its generation.
	 */
	private static void reload(ClusterProcess cluster, int generation) {
		SortedMap<Integer, Long> old = cluster.awaitActive(2);
		SampleCluster.version(Integer.toString(generation)).writeTo(cluster.jar());
		Reload reload = Reload.post(cluster);
		assertThat(reload.result()).as(() -> reload + "\n" + cluster.explain()).isEqualTo("SUCCEEDED");
		assertThat(reload.reason()).as(reload::toString).isNull();
		assertThat(reload.generation()).as(reload::toString).isEqualTo(generation);
		assertThat(reload.attempted()).as(reload::toString).isEqualTo(generation);
		assertThat(Duration.parse(reload.json().path("duration").asString())).isPositive();
		ClusterView view = cluster.awaitGeneration(2, generation, SOON);
		assertThat(view.state()).isEqualTo("RUNNING");
		assertThat(view.generation()).isEqualTo(generation);
		assertThat(view.reload()).isNull();
		cluster.awaitThat("the workers before have ended", SOON,
				() -> old.values().stream().noneMatch((pid) -> isRunning(cluster, pid)));
	}

	private static boolean isRunning(ClusterProcess cluster, long pid) {
		return cluster.others().stream().anyMatch((handle) -> handle.pid() == pid);
	}

	private static void assertNeverTooFewNorTooMany(ActiveSampler.Samples samples) {
		assertThat(samples.failed()).as(samples::toString).isZero();
		assertThat(samples.active().min()).as(samples::toString).isEqualTo(2);
		assertThat(samples.active().max()).as(samples::toString).isEqualTo(2);
		assertThat(samples.live().max()).as(samples::toString).isEqualTo(3);
		assertThat(samples.clusterStates()).as(samples::toString).containsExactlyInAnyOrder("RUNNING", "RELOADING");
	}

	private static void assertAllAnswered(HttpLoad.Report report, ClusterProcess cluster) {
		assertThat(report.lost()).as(() -> report + "\n" + cluster.explain()).isZero();
		assertThat(report.refused()).as(report::toString).isZero();
		assertThat(report.failed()).as(report::toString).isZero();
		assertThat(report.ok()).as(report::toString).isPositive();
	}

	private static void assertOneGenerationIsKept(ClusterProcess cluster) {
		cluster.awaitThat("one generation is kept", SOON,
				() -> generations(cluster.runDirectory().resolve("generations")) == 1);
	}

	private static long generations(Path directory) {
		try (Stream<Path> children = Files.list(directory)) {
			return children.filter(Files::isDirectory).count();
		}
		catch (IOException ex) {
			throw new AssertionError("Generations cannot be counted: " + ex, ex);
		}
	}

	private static void assertStopsAndLeavesNothing(ClusterProcess cluster) {
		cluster.signal("TERM");
		assertThat(cluster.awaitExit(SOON)).as(cluster::explain).isZero();
		cluster.assertNothingLeft();
	}

	@Test
	void jarThatIsOverwrittenTakesEffectWithTheReloadAndNotBefore() {
		try (ClusterProcess cluster = SampleCluster.reloadable(this.directory, 2).start()) {
			SortedMap<Integer, Long> pids = cluster.awaitActive(2);
			try (HttpLoad load = load(cluster)) {
				load.awaitAnswers(100, SOON);
				SampleCluster.version("2").overwrite(cluster.jar());
				load.awaitAnswers(200, SOON);
				HttpLoad.Report report = load.stop();
				assertAllAnswered(report, cluster);
				assertThat(report.perVersion()).containsOnlyKeys("1");
			}
			assertReplacedAfterKill(cluster, 1, pids.get(1), "1");
			reloadUnderLoad(cluster);
			assertReplacedAfterKill(cluster, 0, cluster.awaitActive(2).get(0), "2");
			assertThat(cluster.status().state()).isEqualTo("RUNNING");
			assertOneGenerationIsKept(cluster);
			assertStopsAndLeavesNothing(cluster);
		}
	}

	private static void reloadUnderLoad(ClusterProcess cluster) {
		try (HttpLoad load = load(cluster)) {
			load.awaitAnswers(200, SOON);
			assertThat(load.report().perVersion()).containsOnlyKeys("1");
			long before = System.nanoTime();
			Reload reload = Reload.hangUp(cluster);
			long after = System.nanoTime();
			assertThat(reload.result()).as(cluster::explain).isEqualTo("SUCCEEDED");
			load.awaitAnswers(200, SOON);
			HttpLoad.Report report = load.stop();
			assertAllAnswered(report, cluster);
			assertThat(report.perVersion()).containsOnlyKeys("1", "2");
			assertThat(report.firstSeen("2").orElseThrow() - before).isPositive();
			assertThat(report.clientsServedBy("1", after)).as(report::toString).isEmpty();
		}
		assertThat(cluster.countLog("Reloading \\(SIGHUP\\): generation 2 is being staged")).isEqualTo(1);
		assertThat(cluster.countLog("Reload to generation 2, step 1 of 2: worker 0 is replaced, as the canary"))
			.isEqualTo(1);
		assertThat(cluster.countLog("Reload to generation 2, step 2 of 2: worker 1 is replaced")).isEqualTo(1);
		assertThat(cluster.countLog("Reloaded: generation 2 serves, after ")).isEqualTo(1);
	}

	private static void assertReplacedAfterKill(ClusterProcess cluster, int index, long victim, String version) {
		cluster.signal(victim, "KILL");
		cluster.awaitSuccessor(index, victim, RESPAWN);
		try (HttpLoad load = HttpLoad.on(cluster.port()).connectionPerRequest(CLIENTS).start()) {
			cluster.awaitThat("worker " + index + " answers", SOON, () -> load.report().perWorker().containsKey(index));
			HttpLoad.Report report = load.stop();
			assertAllAnswered(report, cluster);
			assertThat(report.perVersion()).as(report::toString).containsOnlyKeys(version);
		}
	}

	@Test
	void reloadByPostOverOneConnectionAnswersEachTime() throws IOException {
		try (ClusterProcess cluster = SampleCluster.reloadable(this.directory, 2).start()) {
			cluster.awaitActive(2);
			HttpResponse unknown = cluster.postJson(Reload.PATH, "{\"action\":\"restart\"}");
			assertThat(unknown.status()).as(unknown::text).isEqualTo(400);
			HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
			HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + cluster.port() + Reload.PATH))
				.header("Content-Type", "application/json")
				.timeout(Duration.ofMinutes(5))
				.POST(HttpRequest.BodyPublishers.ofString(Reload.BODY))
				.build();
			for (int generation = 2; generation <= 4; generation++) {
				CompletableFuture<java.net.http.HttpResponse<String>> answer = client.sendAsync(request,
						BodyHandlers.ofString());
				assertSecondIsRefused(cluster, generation);
				assertSucceeded(cluster, answer.join(), generation);
			}
			cluster.awaitGeneration(2, 4, SOON);
			assertThat(cluster.status().reloads()).hasSize(3);
			assertStopsAndLeavesNothing(cluster);
		}
	}

	private static void assertSecondIsRefused(ClusterProcess cluster, int generation) {
		ClusterView view = cluster.awaitStatus("it reloads", SOON,
				(status) -> status.reload() != null && status.reload().path("generation").asInt() == generation);
		assertThat(view.state()).isEqualTo("RELOADING");
		assertThat(view.generation()).isEqualTo(generation - 1);
		HttpResponse second = Reload.ask(cluster);
		assertThat(second.status()).as(second::text).isEqualTo(409);
		Reload refused = Reload.parse(second.text());
		assertThat(refused.result()).isEqualTo("REFUSED");
		assertThat(refused.reason()).contains("generation " + generation);
	}

	private static void assertSucceeded(ClusterProcess cluster, java.net.http.HttpResponse<String> answer,
			int generation) {
		assertThat(answer.statusCode()).as(() -> answer.body() + "\n" + cluster.explain()).isEqualTo(200);
		Reload reload = Reload.parse(answer.body());
		assertThat(reload.result()).as(() -> reload + "\n" + cluster.explain()).isEqualTo("SUCCEEDED");
		assertThat(reload.generation()).isEqualTo(generation);
	}

	@Test
	void configurationIsReadAgainAndAPostWithoutAccessChangesNothing() throws IOException {
		Path work = Files.createDirectories(this.directory.resolve("work"));
		Path configuration = Files.writeString(work.resolve("application.properties"), "sample.version=before\n");
		try (ClusterProcess cluster = SampleCluster.in(this.directory, 2)
			.arguments("--cluster.reload.canary-time=1s")
			.start()) {
			SortedMap<Integer, Long> pids = cluster.awaitActive(2);
			Files.writeString(configuration, "sample.version=after\n");
			assertThat(Reload.ask(cluster).status()).isEqualTo(405);
			assertThat(cluster.status().reloads()).isEmpty();
			assertThat(cluster.awaitActive(2)).isEqualTo(pids);
			assertThat(versions(cluster)).containsExactly("before");
			assertThat(Reload.hangUp(cluster).result()).as(cluster::explain).isEqualTo("SUCCEEDED");
			assertThat(cluster.awaitActive(2).values()).doesNotContainAnyElementsOf(pids.values());
			assertThat(versions(cluster)).containsExactly("after");
			assertStopsAndLeavesNothing(cluster);
		}
	}

	private static Set<String> versions(ClusterProcess cluster) throws IOException {
		Set<String> versions = new TreeSet<>();
		for (int i = 0; i < 20; i++) {
			versions.add(cluster.get("/whoami").version());
		}
		return versions;
	}

}
