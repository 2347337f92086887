package io.clusterboot.sample.harness;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link ClusterProcess}, on a toy cluster.
 */
@Timeout(120)
class ClusterProcessTests {

	private static final Duration SOON = Duration.ofSeconds(20);

	@TempDir
	private Path directory;

	@Test
	void termWhenWorkersAreActiveLeavesNothing() {
		try (ClusterProcess cluster = toy(2).start()) {
			SortedMap<Integer, Long> pids = cluster.awaitActive(2, SOON);
			assertThat(pids).containsOnlyKeys(0, 1);
			assertThat(cluster.descendants()).extracting(ProcessHandle::pid)
				.containsExactlyInAnyOrderElementsOf(pids.values());
			assertThat(cluster.output()).contains("Master process is running (pid " + cluster.pid() + ")");
			assertThat(cluster.openFiles()).isBetween(4, 200);
			assertThat(cluster.pssKb(cluster.pid())).isBetween(1_000L, cluster.rssKb(cluster.pid()));
			cluster.awaitThat("no zombies", SOON, () -> cluster.zombies().isEmpty());
			cluster.signal("TERM");
			assertThat(cluster.awaitExit(SOON)).isZero();
			cluster.assertNothingLeft();
		}
	}

	@Test
	void portWhenLeftToTheMasterIsReadFromTheLog() throws IOException {
		try (ClusterProcess cluster = toy(1).port(0).start()) {
			assertThat(cluster.port()).isPositive();
			assertThat(cluster.get("/whoami").worker()).isZero();
		}
	}

	@Test
	void killOfAWorkerIsSeenAndReplaced() {
		try (ClusterProcess cluster = toy(2).start()) {
			long victim = cluster.awaitActive(2, SOON).get(1);
			cluster.signal(victim, "KILL");
			long successor = cluster.awaitSuccessor(1, victim, SOON);
			assertThat(successor).isNotEqualTo(victim);
			assertThat(cluster.awaitActive(2, SOON)).containsEntry(1, successor);
			cluster.awaitLog("Worker 1 \\(pid \\d+\\) is listening", 2, SOON);
			assertThat(cluster.countLog("is listening")).isEqualTo(3);
		}
	}

	@Test
	void killOfTheMasterLeavesOrphansInSight() {
		try (ClusterProcess cluster = toy(2).start()) {
			List<Long> pids = List.copyOf(cluster.awaitActive(2, SOON).values());
			cluster.signal(pids.get(0), "STOP");
			cluster.signal("KILL");
			assertThat(cluster.awaitExit(SOON)).isEqualTo(137);
			assertThatExceptionOfType(AssertionError.class).isThrownBy(cluster::assertNothingLeft)
				.withMessageContaining("process " + pids.get(0))
				.withMessageContaining("file " + cluster.runDirectory().resolve("status"));
			cluster.signal(pids.get(0), "CONT");
			cluster.awaitThat("the workers have ended", SOON, () -> cluster.others().isEmpty());
			cluster.awaitLog("is shutting down", 2, SOON);
		}
	}

	@Test
	void closeWhenMasterDoesNotEndKillsAllAndSaysSo() {
		ClusterProcess cluster = toy(1).arguments("--stubborn").stopTimeout(Duration.ofSeconds(1)).start();
		cluster.awaitActive(1, SOON);
		assertThat(cluster.others()).hasSize(1);
		assertThatExceptionOfType(AssertionError.class).isThrownBy(cluster::close)
			.withMessageContaining("Processes " + cluster.pid())
			.withMessageContaining("had to be killed")
			.withMessageContaining("is listening on port " + cluster.port());
		assertThat(cluster.isAlive()).isFalse();
		assertThat(cluster.others()).isEmpty();
	}

	@Test
	void awaitActiveWhenMasterEndsFailsAtOnceAndExplains() throws IOException {
		Files.createDirectories(this.directory.resolve("run"));
		Files.createFile(this.directory.resolve("run/status"));
		try (ClusterProcess cluster = toy(1).start()) {
			assertThatExceptionOfType(AssertionError.class)
				.isThrownBy(() -> cluster.awaitActive(1, Duration.ofMinutes(2)))
				.withMessageContaining("ended with exit code 1")
				.withMessageContaining("FileAlreadyExistsException");
			assertThat(cluster.awaitExit(SOON)).isEqualTo(1);
		}
	}

	@Test
	void awaitLogWhenThereIsNoMatchExplains() {
		try (ClusterProcess cluster = toy(1).start()) {
			cluster.awaitActive(1, SOON);
			assertThatExceptionOfType(AssertionError.class)
				.isThrownBy(() -> cluster.awaitLog("never written", Duration.ofMillis(300)))
				.withMessageContaining("never written")
				.withMessageContaining("Worker 0");
		}
	}

	@Test
	void signalWhenProcessIsNotOursIsRejected() {
		try (ClusterProcess cluster = toy(1).start()) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> cluster.signal(List.of(cluster.pid(), ProcessHandle.current().pid()), "CONT"))
				.withMessageContaining("Not only living processes of this cluster");
		}
	}

	@Test
	void statusWhenThereIsNoSuchEndpointExplains() {
		try (ClusterProcess cluster = toy(1).start()) {
			cluster.awaitActive(1, SOON);
			assertThatExceptionOfType(AssertionError.class).isThrownBy(cluster::status)
				.withMessageContaining("Status 404");
		}
	}

	@Test
	void postJsonSendsTheBody() throws IOException {
		try (ClusterProcess cluster = toy(1).start()) {
			cluster.awaitActive(1, SOON);
			HttpResponse response = cluster.postJson("/json", "{\"scope\":\"all\"}");
			assertThat(response.status()).isEqualTo(200);
			assertThat(cluster.post("/json").status()).isEqualTo(415);
			assertThat(response.text()).isEqualTo("{\"scope\":\"all\"}");
		}
	}

	@Test
	void awaitGenerationWaitsForAllWorkersOfIt() {
		try (ClusterProcess cluster = toy(1).environment(ToyCluster.GENERATION, "3").start()) {
			ClusterView view = cluster.awaitGeneration(1, 3, SOON);
			assertThat(view.workers()).extracting(WorkerView::pid)
				.containsExactlyElementsOf(cluster.awaitActive(1, SOON).values());
			assertThatExceptionOfType(AssertionError.class)
				.isThrownBy(() -> cluster.awaitGeneration(1, 4, Duration.ofMillis(300)))
				.withMessageContaining("1 worker(s) of generation 4 are active");
			assertThatExceptionOfType(AssertionError.class)
				.isThrownBy(() -> cluster.awaitGeneration(2, 3, Duration.ofMillis(300)));
		}
	}

	@Test
	void copyOfAJarIsStartedAndCanBeReplaced() throws IOException {
		Path original = toyJar();
		byte[] content = Files.readAllBytes(original);
		try (ClusterProcess cluster = toy(1).copyOf(original).start()) {
			cluster.awaitActive(1, SOON);
			assertThat(cluster.jar()).isEqualTo(this.directory.resolve("app.jar")).hasSameBinaryContentAs(original);
			Files.write(cluster.jar(), new byte[0]);
			assertThat(original).hasBinaryContent(content);
		}
	}

	@Test
	void jarWhenNotStartedFromOneFails() {
		try (ClusterProcess cluster = toy(1).copyOf(Path.of("none.jar"))
			.mainClass(System.getProperty("java.class.path"), ToyCluster.class.getName())
			.start()) {
			assertThatIllegalStateException().isThrownBy(cluster::jar);
		}
	}

	@Test
	void loadAndGateWhenClusterServesAreAnsweredByAllWorkers() {
		try (ClusterProcess cluster = toy(2).start()) {
			cluster.awaitActive(2, SOON);
			try (RequestGate gate = RequestGate.hold(cluster.port(), "/echo", 2, SOON);
					HttpLoad load = HttpLoad.on(cluster.port())
						.keepAlive(8)
						.connectionPerRequest(2)
						.requestsPerClient(50)
						.start()) {
				HttpLoad.Report report = load.awaitEnd(SOON);
				assertThat(report.ok()).as(report::toString).isEqualTo(500);
				assertThat(report.perWorker()).containsOnlyKeys(0, 1);
				assertThat(gate.release()).hasSize(2);
			}
		}
	}

	/**
	 * A jar that only says where its classes are.
	 */
	private Path toyJar() throws IOException {
		Manifest manifest = new Manifest();
		Attributes attributes = manifest.getMainAttributes();
		attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
		attributes.put(Attributes.Name.MAIN_CLASS, ToyCluster.class.getName());
		attributes.put(Attributes.Name.CLASS_PATH,
				ToyCluster.class.getProtectionDomain().getCodeSource().getLocation().toString());
		Path jar = this.directory.resolve("toy.jar");
		try (OutputStream out = Files.newOutputStream(jar)) {
			new JarOutputStream(out, manifest).close();
		}
		return jar;
	}

	private ClusterProcess.Builder toy(int workers) {
		return ClusterProcess.in(this.directory)
			.mainClass(System.getProperty("java.class.path"), ToyCluster.class.getName())
			.jvmOptions("-XX:TieredStopAtLevel=1", "-Xmx64m")
			.workers(workers);
	}

}
