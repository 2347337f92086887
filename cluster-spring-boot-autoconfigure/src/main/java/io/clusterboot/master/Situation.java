package io.clusterboot.master;

import java.util.stream.IntStream;

/**
 * What the master knows and wants at the moment. Used by the master's thread alone.
 *
 * @param plan what it has been asked for
 * @param workers the processes there are
 * @param generations what each of them shall run
 * @param histories what outlives them
 */
record Situation(Plan plan, Workers workers, Generations generations, IndexHistories histories) {

	Situation(Plan plan, Generations generations) {
		this(plan, new Workers(), generations, new IndexHistories());
	}

	IntStream indexes() {
		return IntStream.range(0, this.plan.workers());
	}

	/**
	 * Return whether a worker serves under each index.
	 */
	boolean isComplete() {
		return indexes().allMatch(this.workers::isActive);
	}

}
