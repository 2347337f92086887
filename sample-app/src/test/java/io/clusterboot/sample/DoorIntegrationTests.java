package io.clusterboot.sample;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.clusterboot.sample.harness.ClusterProcess;
import io.clusterboot.sample.harness.ClusterView;
import io.clusterboot.sample.harness.HttpResponse;
import io.clusterboot.sample.harness.Jdks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests which starts of an application become a cluster, and that all others run as they
 * would without one.
 */
@Timeout(300)
class DoorIntegrationTests {

	private static final Duration SOON = Duration.ofSeconds(60);

	private static final String UNUSUAL = "two words, \"quotes\", Grüße €";

	@TempDir
	private Path directory;

	@Test
	void startOfAnExtractedJarBecomesACluster() throws Exception {
		Path layout = this.directory.resolve("layout");
		Process extract = new ProcessBuilder(Jdks.home().resolve("bin").resolve("java").toString(),
				"-XX:TieredStopAtLevel=1", "-Djarmode=tools", "-jar", SampleCluster.jar().toString(), "extract",
				"--destination", layout.toString())
			.redirectErrorStream(true)
			.redirectOutput(this.directory.resolve("extract.log").toFile())
			.start();
		assertThat(extract.waitFor(60, TimeUnit.SECONDS)).isTrue();
		assertThat(extract.exitValue()).isZero();
		assertBecomesCluster(
				SampleCluster.in(this.directory, 1).jar(layout.resolve(SampleCluster.jar().getFileName())));
	}

	@Test
	void startFromAClassPathBecomesACluster() throws IOException {
		assertBecomesCluster(
				SampleCluster.in(this.directory, 1).mainClass(mainClassPath(), SampleApplication.class.getName()));
	}

	@Test
	void startWithAnArgumentFileBecomesAClusterWhoseWorkersHaveTheSameArguments() throws IOException {
		Path file = Files.createDirectory(this.directory.resolve("some where")).resolve("arguments");
		String quoted = UNUSUAL.replace("\"", "\\\"");
		Files.writeString(file, """
				# how the shop is started
				-Dsample.option="%s"
				-jar "%s"
				"--sample.text=%s"
				--management.endpoints.web.exposure.include=*
				--management.endpoint.env.show-values=always
				""".formatted(quoted, SampleCluster.jar(), quoted));
		ClusterProcess.Builder builder = SampleCluster.in(this.directory, 1)
			.program("@" + file)
			.environment("LC_ALL", "C.UTF-8");
		try (ClusterProcess cluster = builder.start()) {
			assertServesAsCluster(cluster);
			assertThat(property(cluster, "sample.text")).isEqualTo(UNUSUAL);
			assertThat(property(cluster, "sample.option")).isEqualTo(UNUSUAL);
			assertEndsInOrder(cluster);
		}
	}

	private static String property(ClusterProcess cluster, String name) throws IOException {
		HttpResponse answer = cluster.get("/actuator/env/" + name);
		assertThat(answer.status()).as(answer::text).isEqualTo(200);
		return new JsonMapper().readTree(answer.text()).path("property").path("value").asString("");
	}

	@Test
	void startOfAnApplicationProcessedAheadOfTimeBecomesACluster() throws IOException {
		try (ClusterProcess cluster = SampleCluster.in(this.directory, 1)
			.jvmOptions("-Dspring.aot.enabled=true")
			.start()) {
			assertServesAsCluster(cluster);
			assertThat(cluster.output()).contains("Starting AOT-processed SampleApplication");
			assertEndsInOrder(cluster);
		}
	}

	private static void assertBecomesCluster(ClusterProcess.Builder builder) throws IOException {
		try (ClusterProcess cluster = builder.start()) {
			assertServesAsCluster(cluster);
			assertEndsInOrder(cluster);
		}
	}

	private static void assertServesAsCluster(ClusterProcess cluster) throws IOException {
		SortedMap<Integer, Long> pids = cluster.awaitActive(1);
		ClusterView status = cluster.status();
		assertThat(status.masterPid()).as(cluster::explain).isEqualTo(cluster.pid());
		assertThat(status.state()).isEqualTo("RUNNING");
		assertThat(whoAmI(cluster)).isEqualTo(pids.get(0)).isNotEqualTo(cluster.pid());
	}

	private static void assertEndsInOrder(ClusterProcess cluster) {
		cluster.signal("TERM");
		assertThat(cluster.awaitExit(SOON)).as(cluster::explain).isZero();
		cluster.assertNothingLeft();
	}

	@Test
	void startWhenDisabledIsPlain() throws IOException {
		assertIsPlain(SampleCluster.in(this.directory, 2).arguments("--cluster.enabled=false"));
	}

	@Test
	void startWhenWorkersAreNotSetIsPlain() throws IOException {
		Path configuration = Files.writeString(this.directory.resolve("application.properties"), """
				spring.application.name=plain
				cluster.drain-timeout=5s
				""");
		assertIsPlain(SampleCluster.in(this.directory)
			.arguments("--spring.config.location=" + configuration,
					"--management.endpoints.web.exposure.include=cluster"));
	}

	@Test
	void startBelowAWorkerOfALivingMasterIsPlain() throws IOException {
		ClusterProcess.Builder builder = worker(ProcessHandle.current().parent().orElseThrow().pid());
		try (ClusterProcess plain = builder.start()) {
			assertThat(awaitPlain(plain)).contains("not clustered").contains("started by a worker");
		}
	}

	@Test
	void startAsAWorkerOfADeadMasterEndsWithAnExplanation() throws Exception {
		Process dead = new ProcessBuilder("true").start();
		assertThat(dead.waitFor(10, TimeUnit.SECONDS)).isTrue();
		try (ClusterProcess orphan = worker(dead.pid()).start()) {
			assertThat(orphan.awaitExit(SOON)).as(orphan::explain).isEqualTo(1);
			assertThat(orphan.output()).contains("CLUSTER_MASTER_PID=" + dead.pid(), "gone", "Action:")
				.doesNotContain("Started SampleApplication");
			orphan.assertNothingLeft();
		}
	}

	private ClusterProcess.Builder worker(long master) {
		return SampleCluster.in(this.directory)
			.environment("CLUSTER_MASTER_PID", Long.toString(master))
			.environment("CLUSTER_WORKER_INDEX", "0")
			.environment("CLUSTER_WORKER_GENERATION", "1")
			.environment("CLUSTER_WORKER_COUNT", "2")
			.environment("CLUSTER_SOCKET", this.directory.resolve("control.sock").toString())
			.environment("CLUSTER_TOKEN", "0123456789abcdef")
			.environment("CLUSTER_WORKER_LISTEN", "SHARED")
			.environment("CLUSTER_WORKER_PORT", "1");
	}

	@Test
	void startBelowAParentContextIsPlainWithAWarning() throws IOException {
		ClusterProcess.Builder builder = SampleCluster.in(this.directory, 2)
			.mainClass(System.getProperty("java.class.path"), ParentMain.class.getName());
		try (ClusterProcess plain = builder.start()) {
			String output = awaitPlain(plain);
			assertThat(output.lines()).anyMatch((line) -> line.contains("WARN") && line.contains("not clustered")
					&& line.contains("parent context"));
		}
	}

	@Test
	void startOfAnApplicationThatIsNoWebServerIsPlain() {
		try (ClusterProcess plain = SampleCluster.in(this.directory, 2)
			.arguments("--spring.main.web-application-type=none")
			.start()) {
			assertThat(plain.awaitExit(SOON)).as(plain::explain).isZero();
			assertThat(plain.output()).contains("Started SampleApplication")
				.contains("no web application")
				.doesNotContain("Master process");
			plain.assertNothingLeft();
		}
	}

	@Test
	void startForTrainingEndsWithoutAWorker() {
		try (ClusterProcess plain = SampleCluster.in(this.directory, 2)
			.jvmOptions("-Dspring.context.exit=onRefresh")
			.start()) {
			assertThat(plain.awaitExit(SOON)).as(plain::explain).isZero();
			assertThat(plain.output()).contains("training run").doesNotContain("Master process", "is starting");
			plain.assertNothingLeft();
		}
	}

	private static void assertIsPlain(ClusterProcess.Builder builder) throws IOException {
		try (ClusterProcess plain = builder.start()) {
			assertThat(awaitPlain(plain)).doesNotContain("not clustered");
		}
	}

	private static String awaitPlain(ClusterProcess plain) throws IOException {
		plain.awaitLog("Tomcat started on port", SOON);
		assertThat(whoAmI(plain)).as(plain::explain).isEqualTo(plain.pid());
		assertThat(plain.status().masterPid()).as("the cluster of one").isEqualTo(plain.pid());
		assertThat(plain.descendants()).isEmpty();
		String output = plain.output();
		assertThat(output).doesNotContain("Master process").doesNotContain("[worker ");
		plain.signal("TERM");
		assertThat(plain.awaitExit(SOON)).isEqualTo(128 + 15);
		plain.assertNothingLeft();
		return output;
	}

	private static long whoAmI(ClusterProcess cluster) throws IOException {
		HttpResponse answer = cluster.get("/whoami");
		assertThat(answer.status()).as(answer::text).isEqualTo(200);
		return new JsonMapper().readTree(answer.text()).path("pid").asLong();
	}

	/**
	 * Without the tests, whose classes would be found as parts of the application.
	 */
	private static String mainClassPath() {
		return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> !entry.endsWith("test-classes") && !entry.endsWith("test-classes/"))
			.collect(Collectors.joining(File.pathSeparator));
	}

}
