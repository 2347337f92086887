package io.clusterboot.master;

import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the master knows and wants at the moment. Used by the master's thread alone.
 */
final class Situation {

	private final Plan plan;

	private final Workers workers = new Workers();

	private final Generations generations;

	private final IndexHistories histories = new IndexHistories();

	private int wanted;

	private int mostWanted;

	Situation(Plan plan, Generations generations) {
		this.plan = plan;
		this.generations = generations;
		this.wanted = plan.workers();
		this.mostWanted = this.wanted;
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
		this.mostWanted = Math.max(this.mostWanted, workers);
	}

	IntStream indexes() {
		return IntStream.range(0, this.wanted);
	}

	/**
	 * Return the indexes that are wanted, or were.
	 */
	IntStream indexesEverWanted() {
		return IntStream.range(0, this.mostWanted);
	}

	/**
	 * Return whether a worker shall go on.
	 */
	boolean isWanted(WorkerHandle worker) {
		return !isSurplus(worker) && this.generations.isWanted(worker);
	}

	/**
	 * Return whether a worker has an index beyond those that are wanted.
	 */
	boolean isSurplus(WorkerHandle worker) {
		return !worker.isSpare() && worker.index() >= this.wanted;
	}

	Stream<WorkerHandle> surplus() {
		return this.workers.all().stream().filter(this::isSurplus);
	}

	/**
	 * Return the number to launch a worker with: its index, unless another process was
	 * launched with that, as it stands in the names of files.
	 */
	int numberFor(int index) {
		boolean taken = this.workers.all()
			.stream()
			.anyMatch((worker) -> worker.launchedAs() == index && (worker.isSpare() || worker.index() != index));
		return taken ? freeNumber() : index;
	}

	/**
	 * Return a number that is no index, nor one that another process was launched with.
	 */
	int freeNumber() {
		return IntStream.iterate(this.wanted, (number) -> number + 1)
			.filter((number) -> this.workers.all()
				.stream()
				.noneMatch((worker) -> worker.launchedAs() == number || worker.index() == number))
			.findFirst()
			.orElseThrow();
	}

	/**
	 * Return whether a worker serves under each index.
	 */
	boolean isComplete() {
		return indexes().allMatch(this.workers::isActive);
	}

}
