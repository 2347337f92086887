package io.clusterboot.master;

import java.util.stream.IntStream;

/**
 * What the master knows and wants at the moment. Used by the master's thread alone.
 */
final class Situation {

	private final Plan plan;

	private final Workers workers = new Workers();

	private final Generations generations;

	private final IndexHistories histories = new IndexHistories();

	private int wanted;

	Situation(Plan plan, Generations generations) {
		this.plan = plan;
		this.generations = generations;
		this.wanted = plan.workers();
	}

	/**
	 * Return what the master was asked for when it started.
	 */
	Plan plan() {
		return this.plan;
	}

	/**
	 * Return the processes there are.
	 */
	Workers workers() {
		return this.workers;
	}

	/**
	 * Return what each of them shall run.
	 */
	Generations generations() {
		return this.generations;
	}

	/**
	 * Return what outlives them.
	 */
	IndexHistories histories() {
		return this.histories;
	}

	/**
	 * Return how many shall serve.
	 */
	int wanted() {
		return this.wanted;
	}

	void want(int workers) {
		this.wanted = workers;
	}

	IntStream indexes() {
		return IntStream.range(0, this.wanted);
	}

	/**
	 * Return whether a worker serves under each index.
	 */
	boolean isComplete() {
		return indexes().allMatch(this.workers::isActive);
	}

}
