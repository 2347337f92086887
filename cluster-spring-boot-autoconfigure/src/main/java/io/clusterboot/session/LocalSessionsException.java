package io.clusterboot.session;

import io.clusterboot.WrongConfigurationException;

/**
 * Thrown when workers would keep sessions of their own although
 * {@code cluster.session.require-shared} forbids it.
 */
class LocalSessionsException extends WrongConfigurationException {

	private static final long serialVersionUID = 1L;

	LocalSessionsException(String message) {
		super(message);
	}

}
