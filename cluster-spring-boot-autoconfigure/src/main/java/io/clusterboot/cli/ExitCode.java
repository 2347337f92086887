package io.clusterboot.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a command ends, for the script that called it.
 */
enum ExitCode {

	/**
	 * What was asked for is done.
	 */
	DONE("It is done"),

	/**
	 * It was not done, or was undone again.
	 */
	FAILED("It was refused, it failed, or it was rolled back"),

	/**
	 * The command does not make sense.
	 */
	USAGE("The command is not understood"),

	/**
	 * There is no master to talk to.
	 */
	NOTHING_RUNS("No cluster runs there"),

	/**
	 * There is one, and it is not for this user.
	 */
	NO_PERMISSION("The cluster belongs to another user"),

	/**
	 * There is one, and it says nothing.
	 */
	NO_ANSWER("The master does not answer");

	private final String meaning;

	ExitCode(String meaning) {
		this.meaning = meaning;
	}

	int code() {
		return ordinal();
	}

	/**
	 * Return what the codes mean, for the help.
	 */
	static Map<String, String> meanings() {
		Map<String, String> meanings = new LinkedHashMap<>();
		for (ExitCode exitCode : values()) {
			meanings.put(String.valueOf(exitCode.code()), exitCode.meaning);
		}
		return meanings;
	}

}
