package io.clusterboot.bootstrap;

import io.clusterboot.generation.StagingException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what to do when the jar of the application cannot be copied for the workers.
 */
final class StagingFailureAnalyzer extends AbstractFailureAnalyzer<StagingException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, StagingException cause) {
		return new FailureAnalysis(
				"Workers run from a private copy of the jar, which could not be made: " + cause.getMessage() + ".",
				"See that the jar is complete, and that there is room for it; cluster.run-directory can name another "
						+ "directory.",
				cause);
	}

}
