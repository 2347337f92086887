package io.clusterboot.worker;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

import io.clusterboot.ActionReport;
import io.clusterboot.ClusterConflictException;
import io.clusterboot.ClusterStatus;
import io.clusterboot.ClusterUnavailableException;
import io.clusterboot.ReloadReport;
import io.clusterboot.ipc.Answer;
import io.clusterboot.ipc.Message.Request;
import io.clusterboot.ipc.Operation;
import io.clusterboot.ipc.Peer;
import io.clusterboot.ipc.Requests;

/**
 * What a worker asks its master, and waits to hear. Used by any thread.
 */
final class Questions {

	private static final Duration STATUS_TIMEOUT = Duration.ofSeconds(1);

	private static final Duration LONGEST = Duration.ofDays(1);

	private final long masterPid;

	private final Peer master;

	private final Requests<Answer> requests;

	Questions(long masterPid, Peer master, Requests<Answer> requests) {
		this.masterPid = masterPid;
		this.master = master;
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
		return ask(new Operation.Reload(), Answer.Reloaded.class, LONGEST).report();
	}

	/**
	 * Ask for something else, and wait until that is over.
	 * @return what came of it
	 * @throws ClusterConflictException if it cannot be done
	 * @throws ClusterUnavailableException if the master has gone
	 */
	ActionReport act(Operation operation) {
		return ask(operation, Answer.Done.class, LONGEST).report();
	}

	private <A extends Answer> A ask(Operation operation, Class<A> type, Duration timeout) {
		try {
			Answer answer = this.requests.ask((id) -> this.master.send(new Request(id, operation)), timeout);
			if (answer instanceof Answer.Conflict conflict) {
				throw new ClusterConflictException(conflict.reason());
			}
			return type.cast(answer);
		}
		catch (TimeoutException ex) {
			throw new ClusterUnavailableException("The master (pid " + this.masterPid + ") did not answer"
					+ (timeout.equals(LONGEST) ? "" : " within " + timeout.toMillis() + "ms"), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new ClusterUnavailableException("Interrupted while waiting for the master", ex);
		}
	}

}
