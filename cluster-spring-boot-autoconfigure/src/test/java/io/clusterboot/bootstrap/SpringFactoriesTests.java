package io.clusterboot.bootstrap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.clusterboot.master.RunDirectory;
import io.clusterboot.master.RunDirectoryException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.context.ApplicationListener;
import org.springframework.core.io.support.SpringFactoriesLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests that Spring Boot finds what this package has for it.
 */
class SpringFactoriesTests {

	@Test
	void failureAnalyzersAreFound() {
		List<FailureAnalyzer> found = SpringFactoriesLoader.forDefaultResourceLocation()
			.load(FailureAnalyzer.class, (type, name, failure) -> assertThat(name).doesNotStartWith("io.clusterboot."));
		assertThat(found).hasAtLeastOneElementOfType(InvalidClusterConfigurationFailureAnalyzer.class)
			.hasAtLeastOneElementOfType(OrphanedWorkerFailureAnalyzer.class)
			.hasAtLeastOneElementOfType(PortUnavailableFailureAnalyzer.class)
			.hasAtLeastOneElementOfType(RunDirectoryFailureAnalyzer.class)
			.hasAtLeastOneElementOfType(StagingFailureAnalyzer.class);
	}

	@Test
	void environmentPostProcessorAndListenersAreNamed() throws IOException {
		String factories = Files.readString(Path.of("src/main/resources/META-INF/spring.factories"));
		assertThat(factories)
			.contains(
					SpringApplicationRunListener.class.getName() + "=\\\n" + ClusterRunListener.class.getName() + "\n")
			.contains(ApplicationListener.class.getName() + "=\\\n" + CommandListener.class.getName() + "\n")
			.contains(EnvironmentPostProcessor.class.getName() + "=\\\n" + WorkerEnvironment.class.getName() + "\n");
	}

	@Test
	void runDirectoryThatCannotBeUsedIsExplained(@TempDir Path directory) throws IOException {
		Path file = Files.createFile(directory.resolve("file"));
		RunDirectoryException exception = catchThrowableOfType(RunDirectoryException.class,
				() -> RunDirectory.claim(file).close());
		FailureAnalysis analysis = new RunDirectoryFailureAnalyzer().analyze(exception);
		assertThat(analysis).isNotNull();
		assertThat(analysis.getDescription()).startsWith("cluster.run-directory=" + file + " ").endsWith(".");
		assertThat(analysis.getAction()).isNotBlank().endsWith(".");
	}

}
