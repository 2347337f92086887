package io.clusterboot.cli;

/**
 * Thrown when a command cannot do what it is for.
 */
final class CommandException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final ExitCode exitCode;

	/**
	 * Create a new exception.
	 * @param exitCode how the command ends
	 * @param message what is wrong, and what to do about it
	 */
	CommandException(ExitCode exitCode, String message) {
		super(message);
		this.exitCode = exitCode;
	}

	ExitCode exitCode() {
		return this.exitCode;
	}

}
