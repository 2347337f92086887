package io.clusterboot.redis.lettuce;

import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * The name by which all keys and channels of an application begin.
 */
public final class ApplicationName {

	private ApplicationName() {
	}

	/**
	 * Return the name of an application.
	 * @param environment its environment
	 * @return {@code spring.application.name}, or {@code application} if there is none
	 */
	public static String of(Environment environment) {
		String name = environment.getProperty("spring.application.name");
		return StringUtils.hasText(name) ? name : "application";
	}

}
