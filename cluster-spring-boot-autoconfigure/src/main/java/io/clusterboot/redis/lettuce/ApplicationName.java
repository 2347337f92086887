package io.clusterboot.redis.lettuce;

import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * The name of an application, with which what it has in Redis begins.
 */
public final class ApplicationName {

	private ApplicationName() {
	}

	/**
	 * Return the name.
	 * @param environment has it as {@code spring.application.name}
	 * @return the name, or another if there is none
	 */
	public static String of(Environment environment) {
		String name = environment.getProperty("spring.application.name");
		return StringUtils.hasText(name) ? name : "application";
	}

}
