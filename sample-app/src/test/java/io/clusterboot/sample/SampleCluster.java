package io.clusterboot.sample;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import io.clusterboot.sample.harness.ClusterProcess;
import io.clusterboot.sample.harness.JarEdit;

/**
 * The sample as a cluster, from the jar that the system property {@code sample.jar}
 * names.
 */
final class SampleCluster {

	private SampleCluster() {
	}

	static ClusterProcess.Builder in(Path directory, int workers) {
		return in(directory).workers(workers);
	}

	/**
	 * The sample, with as many workers as its configuration says.
	 */
	static ClusterProcess.Builder in(Path directory) {
		// why: most of these JVMs end before their code would be compiled to the full,
		// and
		// most tests count the processes and files that the cluster itself needs
		return ClusterProcess.in(directory)
			.jvmOptions("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
			.environment("CLUSTER_REDIS_EMBEDDED", "off")
			.jar(jar());
	}

	/**
	 * The sample with a Redis of its own.
	 */
	static ClusterProcess.Builder withRedis(Path directory, int workers) {
		return in(directory, workers).environment("CLUSTER_REDIS_EMBEDDED", "on");
	}

	/**
	 * The sample from a copy of its jar, which may be replaced by another version; it can
	 * be asked to reload.
	 */
	static ClusterProcess.Builder reloadable(Path directory, int workers) {
		return reloadable(directory, workers, Duration.ofSeconds(1));
	}

	static ClusterProcess.Builder reloadable(Path directory, int workers, Duration canaryTime) {
		return in(directory, workers).copyOf(jar())
			.arguments("--management.endpoint.cluster.access=unrestricted",
					"--cluster.reload.canary-time=" + canaryTime.toMillis() + "ms");
	}

	/**
	 * Another version of the sample, to put in the place of the jar of a cluster.
	 */
	static JarEdit version(String version) {
		return JarEdit.of(jar()).property("sample.version", version);
	}

	/**
	 * The repackaged jar.
	 */
	static Path jar() {
		String jar = System.getProperty("sample.jar");
		if (jar == null || !Files.isRegularFile(Path.of(jar))) {
			throw new IllegalStateException(
					"sample.jar: " + jar + " (expected: the repackaged jar; run the tests with 'mvn verify')");
		}
		return Path.of(jar);
	}

}
