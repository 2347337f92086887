package io.clusterboot.master;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The last of many things that happened.
 *
 * @param <T> the kind of thing
 */
final class Latest<T> {

	private final int kept;

	private final Deque<T> last = new ArrayDeque<>();

	/**
	 * Create an empty list.
	 * @param kept how many to keep
	 */
	Latest(int kept) {
		this.kept = kept;
	}

	void add(T one) {
		this.last.addLast(one);
		if (this.last.size() > this.kept) {
			this.last.removeFirst();
		}
	}

	/**
	 * Return those that were kept, oldest first.
	 */
	List<T> toList() {
		return List.copyOf(this.last);
	}

}
