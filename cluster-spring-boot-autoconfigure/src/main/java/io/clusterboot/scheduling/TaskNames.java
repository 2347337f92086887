package io.clusterboot.scheduling;

import java.util.Set;
import java.util.regex.Pattern;

import org.springframework.util.ClassUtils;

/**
 * Names of tasks, which are the same in all workers of a version.
 */
final class TaskNames {

	/*
	 * What the JVM adds to the name of a lambda, of a hidden class and of any object
	 * differs from process to process.
	 */
	private static final Pattern OF_THIS_PROCESS = Pattern.compile("(\\$\\$Lambda)[^\\s.]*|/0x[0-9a-f]+|@[0-9a-f]+\\b");

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
		String plain = stable(runnable.toString()) + " (" + cadence + ")";
		String name = plain;
		for (int count = 2; taken.contains(name); count++) {
			name = plain + " #" + count;
		}
		return name;
	}

	/**
	 * Return a text without what differs from process to process.
	 * @param text the text
	 * @return what is left of it
	 */
	static String stable(String text) {
		return OF_THIS_PROCESS.matcher(text.replaceAll(Pattern.quote(ClassUtils.CGLIB_CLASS_SEPARATOR) + "[^.]*", ""))
			.replaceAll("$1");
	}

}
