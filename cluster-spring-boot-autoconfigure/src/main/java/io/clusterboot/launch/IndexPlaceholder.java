package io.clusterboot.launch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts the index of a worker in the place of <code>{index}</code> in what is configured
 * for all workers.
 *
 * @param index the index, or the number that stands for it until there is one
 */
/*
 * No ${...}: a shell, Docker Compose and Spring would each try to resolve it in the
 * master, where there is no index.
 */
record IndexPlaceholder(int index) {

	private static final String TEXT = "{index}";

	boolean isIn(String text) {
		return text.contains(TEXT);
	}

	String fill(String text) {
		return text.replace(TEXT, Integer.toString(this.index));
	}

	List<String> fill(List<String> texts) {
		return texts.stream().map(this::fill).toList();
	}

	Map<String, String> fillValues(Map<String, String> texts) {
		Map<String, String> filled = new LinkedHashMap<>(texts);
		filled.replaceAll((name, value) -> fill(value));
		return filled;
	}

}
