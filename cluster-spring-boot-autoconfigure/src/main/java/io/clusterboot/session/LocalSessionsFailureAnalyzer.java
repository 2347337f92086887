package io.clusterboot.session;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link LocalSessionsException}.
 */
class LocalSessionsFailureAnalyzer extends AbstractFailureAnalyzer<LocalSessionsException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, LocalSessionsException cause) {
		return new FailureAnalysis(
				cause.getMessage() + ", and cluster.session.require-shared=true forbids that.", LocalSessions.REMEDY
						+ " If the application keeps nothing in sessions, remove " + "cluster.session.require-shared.",
				cause);
	}

}
