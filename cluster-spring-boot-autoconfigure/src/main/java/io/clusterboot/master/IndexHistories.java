package io.clusterboot.master;

import java.util.Map;
import java.util.TreeMap;

/**
 * The histories of all indexes. Used by the master's thread alone.
 */
final class IndexHistories {

	private final Map<Integer, IndexHistory> histories = new TreeMap<>();

	IndexHistory of(int index) {
		return this.histories.computeIfAbsent(index, (key) -> new IndexHistory());
	}

}
