package io.clusterboot.json;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * What can be the name of a package in {@code cluster.trusted-packages}.
 */
public final class PackageName {

	private static final Pattern SYNTAX = Pattern.compile("\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*+"
			+ "(\\.\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*+)*+");

	private static final Set<String> TOO_WIDE = Set.of("com", "com.sun", "io", "jakarta", "java", "java.lang",
			"java.util", "javax", "jdk", "net", "org", "sun");

	private PackageName() {
	}

	/**
	 * Return whether a text is one.
	 * @param text the text
	 * @return whether it is identifiers with dots between them
	 */
	public static boolean matches(String text) {
		return SYNTAX.matcher(text).matches();
	}

	/**
	 * Return whether so much is below a package that nobody can mean all of it.
	 * @param name name of a package
	 * @return whether to trust it would be to trust anything
	 */
	public static boolean isTooWide(String name) {
		return TOO_WIDE.contains(name);
	}

}
