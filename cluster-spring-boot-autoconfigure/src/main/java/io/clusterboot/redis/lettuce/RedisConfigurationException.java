package io.clusterboot.redis.lettuce;

import io.clusterboot.WrongConfigurationException;

/**
 * Thrown when Redis answers, and its answer says that the configuration is wrong.
 */
class RedisConfigurationException extends WrongConfigurationException {

	private static final long serialVersionUID = 1L;

	private final String action;

	/*
	 * Without a cause: the master tells the innermost exception, which is to be this one.
	 */
	RedisConfigurationException(String description, String action) {
		super(description);
		this.action = action;
	}

	String getAction() {
		return this.action;
	}

}
