package io.clusterboot.sample;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.jar.Attributes.Name;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.clusterboot.sample.harness.ClusterProcess;
import io.clusterboot.sample.harness.Compilation;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that workers which send their metrics themselves, by Micrometer or by an agent,
 * can be told apart, and that every agent is loaded once.
 */
@Timeout(300)
class TelemetryIntegrationTests {

	private static final Duration SOON = Duration.ofSeconds(60);

	private static final String COUNTING_AGENT = """
			public class CountingAgent {
				public static void premain(String from) {
					System.out.println("agent of " + from + " in " + ProcessHandle.current().pid());
				}
			}
			""";

	@TempDir
	private Path directory;

	@ParameterizedTest
	@MethodSource("io.clusterboot.sample.harness.Jdks#named")
	void everyWorkerSendsItsMetricsUnderANameOfItsOwn(Path jdk) throws Exception {
		Path counting = countingAgent();
		try (OtlpReceiver receiver = new OtlpReceiver();
				ClusterProcess cluster = SampleCluster.in(this.directory, 2)
					.mainClass(classPath(), SampleApplication.class.getName())
					.jdk(jdk)
					.jvmOptions("-javaagent:" + counting + "=line")
					.environment("JAVA_TOOL_OPTIONS", "-javaagent:" + counting + "=variable")
					.arguments("--cluster.worker.jvm-args=-javaagent:" + counting + "=worker-{index} "
							+ openTelemetry(receiver))
					.arguments("--management.otlp.metrics.export.url=" + receiver.url() + "/v1/metrics",
							"--management.otlp.metrics.export.step=1s")
					.start()) {
			SortedMap<Integer, Long> pids = cluster.awaitActive(2);
			assertNamedByProcess(cluster, receiver, pids);
			assertNamedByAgent(cluster, receiver);
			assertLoadedOnce(cluster, pids);
		}
	}

	private static void assertNamedByProcess(ClusterProcess cluster, OtlpReceiver receiver,
			SortedMap<Integer, Long> pids) {
		cluster.awaitThat("both workers export", SOON, () -> of("io.micrometer", receiver).count() == 2);
		assertThat(of("io.micrometer", receiver)).allSatisfy((sender) -> {
			long pid = pids.get(Integer.valueOf(sender.worker()));
			assertThat(sender.instance()).endsWith("-" + pid);
		}).extracting(Sender::worker).containsExactlyInAnyOrder("0", "1");
		assertThat(receiver.exports()).filteredOn((export) -> export.sdk().equals("io.micrometer"))
			.allSatisfy((export) -> assertThat(export.resource()).containsEntry("service.name", "shop"))
			.anySatisfy((export) -> assertThat(export.metrics()).contains("jvm.memory.used"));
	}

	private static void assertNamedByAgent(ClusterProcess cluster, OtlpReceiver receiver) {
		cluster.awaitThat("both agents export", SOON, () -> of("opentelemetry", receiver).count() == 2);
		List<Sender> agents = of("opentelemetry", receiver).toList();
		assertThat(agents).extracting(Sender::worker).containsExactlyInAnyOrder("0", "1");
		assertThat(agents).extracting(Sender::instance).doesNotHaveDuplicates().doesNotContain("?");
	}

	private static void assertLoadedOnce(ClusterProcess cluster, SortedMap<Integer, Long> pids) {
		assertThat(cluster.countLog("opentelemetry-javaagent - version: ")).as(cluster::explain).isEqualTo(2);
		for (long pid : Stream.concat(pids.values().stream(), Stream.of(cluster.pid())).toList()) {
			assertThat(cluster.countLog("agent of line in " + pid)).isEqualTo(1);
			assertThat(cluster.countLog("agent of variable in " + pid)).isEqualTo(1);
		}
		pids.forEach(
				(index, pid) -> assertThat(cluster.countLog("agent of worker-" + index + " in " + pid)).isEqualTo(1));
		assertThat(cluster.countLog("agent of ")).as(cluster::explain).isEqualTo(3 * 3 - 1);
	}

	/**
	 * Who has exported, each once.
	 */
	private static Stream<Sender> of(String sdk, OtlpReceiver receiver) {
		return receiver.exports()
			.stream()
			.filter((export) -> export.sdk().equals(sdk))
			.map((export) -> new Sender(export.instance(), export.worker()))
			.distinct();
	}

	private static String openTelemetry(OtlpReceiver receiver) {
		Path agent = classPathEntries().filter((entry) -> entry.contains("opentelemetry-javaagent"))
			.map(Path::of)
			.findFirst()
			.orElseThrow();
		return String.join(" ", "-javaagent:" + agent, "-Dotel.service.name=shop",
				"-Dotel.exporter.otlp.endpoint=" + receiver.url(), "-Dotel.exporter.otlp.protocol=http/protobuf",
				"-Dotel.metric.export.interval=1000", "-Dotel.traces.exporter=none", "-Dotel.logs.exporter=none",
				"-Dotel.resource.attributes=cluster.worker.index={index}");
	}

	private static Stream<String> classPathEntries() {
		return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator));
	}

	/**
	 * With what an application needs to export, and without the tests, whose classes
	 * would be found as parts of the application.
	 */
	private static String classPath() {
		return classPathEntries()
			.filter((entry) -> !entry.contains("test-classes") && !entry.contains("opentelemetry-javaagent"))
			.collect(Collectors.joining(File.pathSeparator));
	}

	private Path countingAgent() throws IOException {
		byte[] code = Compilation.of("CountingAgent", COUNTING_AGENT, this.directory);
		Manifest manifest = new Manifest();
		manifest.getMainAttributes().put(Name.MANIFEST_VERSION, "1.0");
		manifest.getMainAttributes().put(new Name("Premain-Class"), "CountingAgent");
		Path jar = this.directory.resolve("counting.jar");
		try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
			out.putNextEntry(new JarEntry("CountingAgent.class"));
			out.write(code);
			out.closeEntry();
		}
		return jar;
	}

	/**
	 * Somebody who exports.
	 *
	 * @param instance its name
	 * @param worker index of the worker
	 */
	private record Sender(String instance, String worker) {

	}

}
