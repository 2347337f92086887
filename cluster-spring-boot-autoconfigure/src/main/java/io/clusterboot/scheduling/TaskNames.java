package io.clusterboot.scheduling;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Names of tasks, which are the same in all workers of a version.
 */
final class TaskNames {

	/*
	 * What the JVM adds to the name of a lambda and of any object, and Spring to that of
	 * a class, is of one process or says nothing.
	 */
	private static final Pattern OF_THIS_PROCESS = Pattern
		.compile("(\\$\\$Lambda)[^\\s.]*|\\$\\$SpringCGLIB[^.]*|/0x[0-9a-f]+|@[0-9a-f]+\\b");

	/*
	 * A name is sent to the master with each run.
	 */
	private static final int LONGEST = 300;

	private TaskNames() {
	}

	/**
	 * Return the name of a task: what it runs, and when.
	 * @param runnable what it runs, with a text such as {@code Class.method}
	 * @param cadence when it is due
	 * @param taken names that others have
	 * @return a name that is not taken
	 */
	static String of(Runnable runnable, Cadence cadence, Set<String> taken) {
		String plain = shortened(stable(runnable.toString()) + " (" + cadence + ")");
		String name = plain;
		for (int count = 2; taken.contains(name); count++) {
			name = plain + " #" + count;
		}
		return name;
	}

	private static String shortened(String name) {
		return (name.length() <= LONGEST) ? name
				: name.substring(0, LONGEST) + "... " + Integer.toHexString(name.hashCode());
	}

	/**
	 * Return a text without what differs from process to process.
	 * @param text the text
	 * @return what is left of it
	 */
	static String stable(String text) {
		return OF_THIS_PROCESS.matcher(text).replaceAll((match) -> (match.group(1) != null) ? "\\$\\$Lambda" : "");
	}

}
