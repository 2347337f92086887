package io.clusterboot.metrics;

/**
 * Names of families, samples and labels.
 */
final class Names {

	private Names() {
	}

	/**
	 * Return whether a character can be part of a name that stands without quotes.
	 * @param c the character
	 * @param index where
	 */
	static boolean isPart(char c, int index) {
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':'
				|| (index > 0 && c >= '0' && c <= '9');
	}

	/**
	 * Return whether a name has to stand in quotes.
	 * @param name the name
	 */
	static boolean isUncommon(String name) {
		for (int i = 0; i < name.length(); i++) {
			if (!isPart(name.charAt(i), i)) {
				return true;
			}
		}
		return name.isEmpty();
	}

	/**
	 * Return a name as it stands alone, in quotes if it has to.
	 * @param name the name
	 */
	static String quoted(String name) {
		return isUncommon(name) ? '"' + name + '"' : name;
	}

	/**
	 * Return a name of Micrometer as Prometheus has it.
	 * @param name with dots or dashes
	 */
	static String sanitized(String name) {
		StringBuilder sanitized = new StringBuilder(name);
		for (int i = 0; i < name.length(); i++) {
			if (!isPart(name.charAt(i), i + 1)) {
				sanitized.setCharAt(i, '_');
			}
		}
		return sanitized.toString();
	}

}
