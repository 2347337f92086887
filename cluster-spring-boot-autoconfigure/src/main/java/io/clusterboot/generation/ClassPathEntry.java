package io.clusterboot.generation;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One entry of the {@code Class-Path} of a jar, a relative URL.
 *
 * @param text the entry
 */
record ClassPathEntry(String text) {

	private static final Pattern ABSOLUTE = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*:|/|\\\\).*", Pattern.DOTALL);

	/**
	 * Where it is in the directory of the jar.
	 * @return a relative path, or empty if it is not inside that directory
	 */
	Optional<Path> inside() {
		if (ABSOLUTE.matcher(this.text).matches()) {
			return Optional.empty();
		}
		try {
			Path path = Path.of(URLDecoder.decode(this.text.replace("+", "%2B"), StandardCharsets.UTF_8)).normalize();
			boolean leaves = path.isAbsolute() || path.startsWith("..") || path.toString().isEmpty();
			return leaves ? Optional.empty() : Optional.of(path);
		}
		catch (IllegalArgumentException ex) {
			// No URL, or no path: then it is nothing that could be copied
			return Optional.empty();
		}
	}

	boolean isDirectory() {
		return this.text.endsWith("/");
	}

}
