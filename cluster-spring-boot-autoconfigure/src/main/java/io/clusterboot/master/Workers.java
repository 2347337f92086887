package io.clusterboot.master;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

import io.clusterboot.WorkerState;
import io.clusterboot.ipc.Message;
import io.clusterboot.ipc.Peer;

/**
 * All worker processes that have not ended. Used by the master's thread alone.
 */
final class Workers {

	private final Map<Long, WorkerHandle> byPid = new LinkedHashMap<>();

	void add(WorkerHandle worker) {
		this.byPid.put(worker.pid(), worker);
	}

	Optional<WorkerHandle> remove(long pid) {
		return Optional.ofNullable(this.byPid.remove(pid));
	}

	Optional<WorkerHandle> find(long pid) {
		return Optional.ofNullable(this.byPid.get(pid));
	}

	Optional<WorkerHandle> find(Peer peer) {
		return this.byPid.values().stream().filter((worker) -> worker.isConnectedBy(peer)).findFirst();
	}

	/**
	 * Return the workers, oldest first; safe to change the workers meanwhile.
	 */
	Collection<WorkerHandle> all() {
		return List.copyOf(this.byPid.values());
	}

	boolean isEmpty() {
		return this.byPid.isEmpty();
	}

	long count(WorkerState state) {
		return this.byPid.values().stream().filter((worker) -> worker.state() == state).count();
	}

	/**
	 * Return how long no worker is overdue.
	 * @return nanoseconds
	 */
	long untilNextDeadline(long now) {
		return this.byPid.values().stream().mapToLong((worker) -> worker.deadline() - now).min().orElse(Long.MAX_VALUE);
	}

	/**
	 * Return the workers of an index, oldest first: a successor and its predecessor are
	 * both there for a while.
	 */
	List<WorkerHandle> of(int index) {
		return this.byPid.values().stream().filter((worker) -> !worker.isSpare() && worker.index() == index).toList();
	}

	List<WorkerHandle> spares() {
		return this.byPid.values().stream().filter(WorkerHandle::isSpare).toList();
	}

	/**
	 * Return how many processes there are that are no spares.
	 */
	int countWithIndex() {
		return this.byPid.size() - spares().size();
	}

	boolean holdsIndex(int index) {
		return of(index).stream().anyMatch(WorkerHandle::holdsIndex);
	}

	boolean isActive(int index) {
		return of(index).stream().anyMatch((worker) -> worker.state() == WorkerState.ACTIVE);
	}

	/**
	 * Return the worker that stands for each index: the active one, else the oldest.
	 */
	List<WorkerHandle> holders() {
		Map<Integer, WorkerHandle> holders = new LinkedHashMap<>();
		for (WorkerHandle worker : this.byPid.values().stream().filter(Predicate.not(WorkerHandle::isSpare)).toList()) {
			holders.merge(worker.index(), worker,
					(older, newer) -> (newer.state() == WorkerState.ACTIVE) ? newer : older);
		}
		List<WorkerHandle> sorted = new ArrayList<>(holders.values());
		sorted.sort(Comparator.comparingInt(WorkerHandle::index));
		return sorted;
	}

	void broadcast(Message message) {
		this.byPid.values().forEach((worker) -> worker.send(message));
	}

}
