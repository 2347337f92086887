package io.clusterboot.redis.lettuce;

import org.springframework.boot.ExitCodeGenerator;

/**
 * Thrown when Redis answers, and its answer says that the configuration is wrong.
 */
class RedisConfigurationException extends RuntimeException implements ExitCodeGenerator {

	private static final long serialVersionUID = 1L;

	/*
	 * EX_CONFIG of sysexits.h, by which the master knows that another try is in vain.
	 */
	private static final int CONFIGURATION_ERROR = 78;

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

	@Override
	public int getExitCode() {
		return CONFIGURATION_ERROR;
	}

}
