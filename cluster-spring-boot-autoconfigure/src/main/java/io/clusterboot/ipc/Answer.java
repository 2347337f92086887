package io.clusterboot.ipc;

import io.clusterboot.ActionReport;
import io.clusterboot.ClusterStatus;
import io.clusterboot.ReloadReport;

/**
 * What a master says to an {@link Operation}.
 */
public sealed interface Answer {

	/**
	 * How everybody is.
	 *
	 * @param status state of the cluster
	 */
	record Status(ClusterStatus status) implements Answer {
	}

	/**
	 * A reload is over.
	 *
	 * @param report what came of it
	 */
	record Reloaded(ReloadReport report) implements Answer {
	}

	/**
	 * Something else is over.
	 *
	 * @param report what came of it
	 */
	record Done(ActionReport report) implements Answer {
	}

	/**
	 * The stacks of a worker's threads are written down.
	 *
	 * @param file absolute path of the file
	 */
	record Threads(String file) implements Answer {
	}

	/**
	 * It cannot be done now, or not at all. Nothing was changed.
	 *
	 * @param reason what stands in the way
	 */
	record Conflict(String reason) implements Answer {
	}

}
