package io.clusterboot.sample;

import java.nio.file.Files;
import java.nio.file.Path;

import io.clusterboot.sample.harness.ClusterProcess;

/**
 * The sample as a cluster, from the jar that the system property {@code sample.jar}
 * names.
 */
final class SampleCluster {

	private SampleCluster() {
	}

	static ClusterProcess.Builder in(Path directory, int workers) {
		String jar = System.getProperty("sample.jar");
		if (jar == null || !Files.isRegularFile(Path.of(jar))) {
			throw new IllegalStateException(
					"sample.jar: " + jar + " (expected: the repackaged jar; run the tests with 'mvn verify')");
		}
		return ClusterProcess.in(directory).jar(Path.of(jar)).workers(workers);
	}

}
