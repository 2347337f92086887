package io.clusterboot.generation;

import org.jspecify.annotations.Nullable;

/**
 * One version of the application, shared by all workers that run it.
 *
 * @param number counts up from 1
 * @param application what the workers run, or {@code null} if they were started from a
 * class path and nothing was staged
 */
public record Generation(int number, @Nullable StagedJar application) {

	@Override
	public String toString() {
		return "generation " + this.number;
	}

}
