package io.clusterboot.bootstrap;

import java.util.stream.Collectors;

import io.clusterboot.bootstrap.InvalidClusterConfigurationException.Violation;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains an {@link InvalidClusterConfigurationException}.
 */
class InvalidClusterConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<InvalidClusterConfigurationException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidClusterConfigurationException cause) {
		String description = cause.getViolations()
			.stream()
			.map((violation) -> violation.description() + ".")
			.collect(Collectors.joining(System.lineSeparator()));
		String action = cause.getViolations()
			.stream()
			.map(Violation::remedy)
			.distinct()
			.collect(Collectors.joining(System.lineSeparator()));
		return new FailureAnalysis(description, action, cause);
	}

}
