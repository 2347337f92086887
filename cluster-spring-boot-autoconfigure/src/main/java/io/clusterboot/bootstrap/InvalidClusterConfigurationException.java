package io.clusterboot.bootstrap;

import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a property of the cluster has a value that cannot be used.
 */
class InvalidClusterConfigurationException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient List<Violation> violations;

	InvalidClusterConfigurationException(List<Violation> violations, @Nullable Throwable cause) {
		super(violations.stream().map(Violation::description).collect(Collectors.joining("; ")), cause);
		this.violations = List.copyOf(violations);
	}

	List<Violation> getViolations() {
		return this.violations;
	}

	/**
	 * One value that cannot be used.
	 *
	 * @param property name of the property
	 * @param value its value, as configured; {@code null} if that may be a secret
	 * @param fact what is wrong with it
	 * @param remedy what to do
	 */
	record Violation(String property, @Nullable Object value, String fact, String remedy) {

		String description() {
			return this.property + ((this.value != null) ? "=" + this.value : "") + " " + this.fact;
		}

	}

}
