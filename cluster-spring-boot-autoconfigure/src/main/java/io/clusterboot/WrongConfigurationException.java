package io.clusterboot;

/**
 * Thrown while an application starts to say that its configuration is wrong, so that
 * starting it again as it is would be in vain.
 * <p>
 * A worker that does not start for this reason ends with exit code 78 ({@code EX_CONFIG}
 * of {@code sysexits.h}). If it is the first of all, the master ends with exit code 1
 * instead of trying again; in a reload, the version before serves on. Applications may
 * throw it, or subclasses, where they look at their own configuration.
 */
/*
 * No ExitCodeGenerator of Spring Boot: Boot publishes the exit code in the context that
 * has just failed, which can fail in turn, and the code is lost with it.
 */
public class WrongConfigurationException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create a new exception.
	 * @param message what is wrong
	 */
	public WrongConfigurationException(String message) {
		super(message);
	}

}
