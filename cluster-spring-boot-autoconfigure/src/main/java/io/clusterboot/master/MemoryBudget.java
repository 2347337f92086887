package io.clusterboot.master;

import io.clusterboot.WorkerState;

/**
 * Whether there is memory for more workers, judged by those that serve. Used by the
 * master's thread alone.
 */
final class MemoryBudget {

	private static final long MIB = 1024 * 1024;

	/*
	 * A worker needs more while it starts than when it has settled, and others need more
	 * meanwhile.
	 */
	private static final double MARGIN = 1.25;

	private final Situation situation;

	private final Outside outside;

	MemoryBudget(Situation situation, Outside outside) {
		this.situation = situation;
		this.outside = outside;
	}

	/**
	 * Return whether so many more workers are known not to fit.
	 */
	boolean isShortOf(int workers) {
		return workers > 0 && this.outside.availableMemory().getAsLong() < workers * ofOne();
	}

	/**
	 * Return what is short, as a sentence fragment.
	 */
	String shortage() {
		return this.outside.availableMemory().getAsLong() / MIB + "MB are available, and one takes up to "
				+ ofOne() / MIB + "MB";
	}

	private long ofOne() {
		double largest = this.situation.workers()
			.all()
			.stream()
			.filter((worker) -> worker.state() == WorkerState.ACTIVE)
			.mapToLong((worker) -> worker.load().rss())
			.max()
			.orElse(0);
		return Math.round(Math.max(0, largest) * MARGIN);
	}

}
