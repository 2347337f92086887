package io.clusterboot.bootstrap;

import java.io.UncheckedIOException;
import java.nio.file.Path;

import io.clusterboot.generation.JarStore;
import io.clusterboot.generation.StagingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.diagnostics.FailureAnalysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link StagingFailureAnalyzer}.
 */
class StagingFailureAnalyzerTests {

	@Test
	void analyzeSaysWhatAndWhatToDo(@TempDir Path directory) {
		Path jar = directory.resolve("app.jar");
		StagingException exception = catchThrowableOfType(StagingException.class,
				() -> new JarStore(directory.resolve("generations")).stage(jar));
		FailureAnalysis analysis = new StagingFailureAnalyzer().analyze(new UncheckedIOException(exception));
		assertThat(analysis.getDescription()).contains("private copy", jar.toString(), "does not exist");
		assertThat(analysis.getAction()).contains("cluster.run-directory");
	}

}
