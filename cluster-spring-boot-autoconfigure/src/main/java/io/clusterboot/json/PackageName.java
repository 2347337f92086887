package io.clusterboot.json;

import java.util.regex.Pattern;

/**
 * What can be the name of a package in {@code cluster.trusted-packages}.
 */
public final class PackageName {

	private static final Pattern SYNTAX = Pattern.compile("\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*+"
			+ "(\\.\\p{javaJavaIdentifierStart}\\p{javaJavaIdentifierPart}*+)*+");

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

}
