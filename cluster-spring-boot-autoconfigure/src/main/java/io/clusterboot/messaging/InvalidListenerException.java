package io.clusterboot.messaging;

import java.lang.reflect.Method;

import io.clusterboot.WrongConfigurationException;

/**
 * Thrown when a method with {@code @ClusterListener} cannot listen.
 */
class InvalidListenerException extends WrongConfigurationException {

	private static final long serialVersionUID = 1L;

	private final String remedy;

	InvalidListenerException(Method method, String fact, String remedy) {
		super("@ClusterListener on " + method.toGenericString() + " " + fact);
		this.remedy = remedy;
	}

	String remedy() {
		return this.remedy;
	}

}
