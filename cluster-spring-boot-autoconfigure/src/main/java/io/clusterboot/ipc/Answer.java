package io.clusterboot.ipc;

import java.util.List;

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
	 * All who were asked have answered, or will not. What they said is in the
	 * {@link Message.Told} before this.
	 *
	 * @param speakers who was asked, or has something to say
	 */
	record Statements(List<Speaker> speakers) implements Answer {

		public Statements {
			speakers = List.copyOf(speakers);
		}

	}

	/**
	 * It cannot be done now, or not at all. Nothing was changed.
	 *
	 * @param reason what stands in the way
	 */
	record Conflict(String reason) implements Answer {
	}

}
