package io.clusterboot.master;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import io.clusterboot.generation.Generation;

/**
 * Which generation each worker shall be of. Used by the master's thread alone.
 */
final class Generations {

	private final Map<Integer, Generation> rolled = new HashMap<>();

	private Generation serving;

	private Generation ofSpares;

	private int last;

	Generations(Generation first) {
		this.serving = first;
		this.ofSpares = first;
		this.last = first.number();
	}

	/**
	 * Return the generation that serves: the one to go back to.
	 */
	Generation serving() {
		return this.serving;
	}

	/**
	 * Return the number of the next deployment. Numbers of failed ones are not used
	 * again.
	 */
	int next() {
		return this.last + 1;
	}

	Generation of(int index) {
		return this.rolled.getOrDefault(index, this.serving);
	}

	Generation ofSpares() {
		return this.ofSpares;
	}

	/**
	 * Return whether a worker is of the generation that is wanted in its place, and not
	 * to be replaced for another reason.
	 */
	boolean isWanted(WorkerHandle worker) {
		return !worker.isRetired() && worker.generation().equals(worker.isSpare() ? this.ofSpares : of(worker.index()));
	}

	/**
	 * Want another generation for an index.
	 */
	void roll(int index, Generation target) {
		this.rolled.put(index, target);
		this.last = Math.max(this.last, target.number());
	}

	void rollSpares(Generation target) {
		this.ofSpares = target;
	}

	/**
	 * Want the generation that serves everywhere.
	 */
	void revert() {
		this.rolled.clear();
		this.ofSpares = this.serving;
	}

	/**
	 * Let another generation be the one that serves.
	 */
	void commit(Generation target) {
		this.serving = target;
		revert();
	}

	/**
	 * Return all generations that are wanted somewhere.
	 */
	Set<Generation> all() {
		Set<Generation> all = new HashSet<>(this.rolled.values());
		all.add(this.serving);
		all.add(this.ofSpares);
		return all;
	}

}
