package io.clusterboot.bootstrap;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains an {@link OrphanedWorkerException}.
 */
class OrphanedWorkerFailureAnalyzer extends AbstractFailureAnalyzer<OrphanedWorkerException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, OrphanedWorkerException cause) {
		return new FailureAnalysis(cause.getMessage() + ", so there is nobody this worker could work for.",
				"Nothing, if the master was stopped or killed. To start an application of its own from a worker, "
						+ "remove the variables that begin with CLUSTER_ from its environment.",
				cause);
	}

}
