package io.clusterboot.metrics;

/**
 * Characters that stand for others, in help texts and in quotes.
 */
final class Escapes {

	private Escapes() {
	}

	/**
	 * Write text as it is written in quotes.
	 * @param text the text
	 */
	static String quoted(String text) {
		return unquoted(text).replace("\"", "\\\"");
	}

	/**
	 * Write text as it is written where quotes mean nothing.
	 * @param text the text
	 */
	static String unquoted(String text) {
		return text.replace("\\", "\\\\").replace("\n", "\\n");
	}

	/**
	 * Read what is written in one of both ways.
	 * @param text as it is written
	 */
	static String resolve(String text) {
		if (text.indexOf('\\') < 0) {
			return text;
		}
		StringBuilder resolved = new StringBuilder(text.length());
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			char next = (c == '\\' && i + 1 < text.length()) ? text.charAt(i + 1) : 0;
			if (next == '\\' || next == '"' || next == 'n') {
				c = (next == 'n') ? '\n' : next;
				i++;
			}
			resolved.append(c);
		}
		return resolved.toString();
	}

	/**
	 * Find the end of what stands in quotes.
	 * @param text the text
	 * @param from where to begin, after the first quote
	 * @return where the last quote is, or -1
	 */
	static int closingQuote(String text, int from) {
		int quote = text.indexOf('"', from);
		while (quote > from && text.charAt(quote - 1) == '\\' && isEscaped(text, from, quote)) {
			quote = text.indexOf('"', quote + 1);
		}
		return quote;
	}

	private static boolean isEscaped(String text, int from, int index) {
		int first = index;
		while (first > from && text.charAt(first - 1) == '\\') {
			first--;
		}
		return (index - first) % 2 != 0;
	}

}
