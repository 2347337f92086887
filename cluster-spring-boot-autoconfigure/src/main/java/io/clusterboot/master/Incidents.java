package io.clusterboot.master;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import io.clusterboot.Incident;

/**
 * The last unwanted ends of workers.
 */
final class Incidents {

	static final int KEPT = 50;

	private final Deque<Incident> last = new ArrayDeque<>();

	void add(Incident incident) {
		this.last.addLast(incident);
		if (this.last.size() > KEPT) {
			this.last.removeFirst();
		}
	}

	List<Incident> toList() {
		return List.copyOf(this.last);
	}

}
