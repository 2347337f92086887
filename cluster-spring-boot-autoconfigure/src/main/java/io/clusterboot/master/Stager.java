package io.clusterboot.master;

import java.util.Set;
import java.util.function.Consumer;

import io.clusterboot.generation.Generation;

/**
 * Makes generations of what is deployed.
 */
interface Stager {

	/**
	 * Make the next generation, on another thread.
	 * @param number its number
	 * @param outcome told {@link Event.Staged} or {@link Event.StagingFailed}, on any
	 * thread
	 */
	void stage(int number, Consumer<Event> outcome);

	/**
	 * Let go of all generations but these.
	 * @param used generations that a worker may still be started from, or runs from
	 */
	void retain(Set<Generation> used);

	/**
	 * Keep what was made from looking forgotten.
	 */
	void touch();

}
