package io.clusterboot.session;

import org.springframework.boot.ExitCodeGenerator;

/**
 * Thrown when workers would keep sessions of their own although
 * {@code cluster.session.require-shared} forbids it.
 */
class LocalSessionsException extends RuntimeException implements ExitCodeGenerator {

	private static final long serialVersionUID = 1L;

	private static final int CONFIGURATION = 78;

	LocalSessionsException(String message) {
		super(message);
	}

	@Override
	public int getExitCode() {
		return CONFIGURATION;
	}

}
