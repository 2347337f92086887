package io.clusterboot.metrics;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Labels of a series as they are written between braces, sorted by name. Kept as text,
 * since most are only passed on.
 */
final class Labels {

	private static final String EXPORTED = "exported_";

	private Labels() {
	}

	/**
	 * Return what puts another label to labels.
	 * @param name its name
	 * @param value its value
	 */
	static UnaryOperator<String> adding(String name, String value) {
		String label = name + "=\"" + Escapes.quoted(value) + '"';
		return (labels) -> with(labels, name, label);
	}

	private static String with(String labels, String name, String label) {
		int index = 0;
		while (index < labels.length()) {
			int equals = nameEnd(labels, index);
			int order = compare(labels, index, equals, name, 0, name.length());
			if (order == 0) {
				return exporting(labels, name, label);
			}
			if (order > 0) {
				return labels.substring(0, index) + label + ',' + labels.substring(index);
			}
			index = Escapes.closingQuote(labels, equals + 2) + 2;
		}
		return labels.isEmpty() ? label : labels + ',' + label;
	}

	private static String exporting(String labels, String name, String label) {
		Map<String, String> split = split(labels);
		String exported = EXPORTED + name;
		while (split.containsKey(exported)) {
			exported = EXPORTED + exported;
		}
		split.put(exported, exported + Objects.requireNonNull(split.get(name)).substring(name.length()));
		split.put(name, label);
		return join(split);
	}

	/**
	 * Split labels.
	 * @param labels in any order
	 * @return each as it is written, by name
	 * @throws IllegalArgumentException if a name is there twice
	 */
	static Map<String, String> split(String labels) {
		Map<String, String> split = new TreeMap<>();
		int index = 0;
		while (index < labels.length()) {
			int equals = nameEnd(labels, index);
			int end = Escapes.closingQuote(labels, equals + 2) + 1;
			String name = labels.substring(index, equals);
			if (split.put(name, labels.substring(index, end)) != null) {
				throw new IllegalArgumentException("label " + name + " is there twice");
			}
			index = end + 1;
		}
		return split;
	}

	static String join(Map<String, String> split) {
		return split.values().stream().collect(Collectors.joining(","));
	}

	private static int nameEnd(String labels, int index) {
		return (labels.charAt(index) != '"') ? labels.indexOf('=', index) : Escapes.closingQuote(labels, index + 1) + 1;
	}

	/**
	 * Compare a part of a text with a part of another.
	 */
	static int compare(String one, int from, int to, String other, int otherFrom, int otherTo) {
		int length = Math.min(to - from, otherTo - otherFrom);
		for (int i = 0; i < length; i++) {
			int order = one.charAt(from + i) - other.charAt(otherFrom + i);
			if (order != 0) {
				return order;
			}
		}
		return (to - from) - (otherTo - otherFrom);
	}

}
