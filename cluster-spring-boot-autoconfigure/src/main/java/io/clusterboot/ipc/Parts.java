package io.clusterboot.ipc;

import java.util.ArrayList;
import java.util.List;

/**
 * A text of any length in parts that each fit into a message.
 */
public final class Parts {

	/**
	 * Most characters of a part. No character takes more than three bytes, so that any
	 * part fits into a frame.
	 */
	public static final int LONGEST = 256 * 1024;

	private Parts() {
	}

	/**
	 * Cut a text.
	 * @param text the text
	 * @return its parts, none if it is empty
	 */
	public static List<String> of(String text) {
		List<String> parts = new ArrayList<>();
		for (int start = 0; start < text.length();) {
			int end = endOfPart(text, start);
			parts.add(text.substring(start, end));
			start = end;
		}
		return parts;
	}

	/*
	 * Half a character could not be encoded.
	 */
	private static int endOfPart(String text, int start) {
		if (text.length() - start <= LONGEST) {
			return text.length();
		}
		int end = start + LONGEST;
		return Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
	}

}
