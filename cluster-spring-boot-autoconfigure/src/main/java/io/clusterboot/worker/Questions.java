package io.clusterboot.worker;

import java.time.Duration;

import io.clusterboot.ActionReport;
import io.clusterboot.ClusterConflictException;
import io.clusterboot.ClusterStatus;
import io.clusterboot.ClusterUnavailableException;
import io.clusterboot.ReloadReport;
import io.clusterboot.ipc.Answer;
import io.clusterboot.ipc.Operation;
import io.clusterboot.ipc.MasterRequests;

/**
 * What a worker asks its master, and waits to hear. Used by any thread.
 */
final class Questions {

	private static final Duration STATUS_TIMEOUT = Duration.ofSeconds(1);

	private final MasterRequests requests;

	Questions(MasterRequests requests) {
		this.requests = requests;
	}

	/**
	 * Ask for the state of the cluster.
	 * @return the state
	 * @throws ClusterUnavailableException if the master does not answer within a second
	 */
	ClusterStatus status() {
		return ask(new Operation.Status(), Answer.Status.class, STATUS_TIMEOUT).status();
	}

	/**
	 * Ask for the replacement of all workers, and wait until that is over.
	 * @return what came of it
	 * @throws ClusterConflictException if this is not the time
	 * @throws ClusterUnavailableException if the master has gone
	 */
	ReloadReport reload() {
		return ask(new Operation.Reload(), Answer.Reloaded.class, MasterRequests.LONGEST).report();
	}

	/**
	 * Ask for something else, and wait until that is over.
	 * @return what came of it
	 * @throws ClusterConflictException if it cannot be done
	 * @throws ClusterUnavailableException if the master has gone
	 */
	ActionReport act(Operation operation) {
		return ask(operation, Answer.Done.class, MasterRequests.LONGEST).report();
	}

	private <A extends Answer> A ask(Operation operation, Class<A> type, Duration timeout) {
		return type.cast(this.requests.ask(operation, timeout));
	}

}
