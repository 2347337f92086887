package io.clusterboot.bootstrap;

import io.clusterboot.master.RunDirectoryException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link RunDirectoryException}.
 */
class RunDirectoryFailureAnalyzer extends AbstractFailureAnalyzer<RunDirectoryException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, RunDirectoryException cause) {
		return new FailureAnalysis(cause.getMessage() + ".", cause.getRemedy(), cause);
	}

}
