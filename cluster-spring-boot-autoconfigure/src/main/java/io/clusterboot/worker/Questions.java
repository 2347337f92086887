package io.clusterboot.worker;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;

import io.clusterboot.ClusterStatus;
import io.clusterboot.ClusterUnavailableException;
import io.clusterboot.ReloadConflictException;
import io.clusterboot.ReloadReport;
import io.clusterboot.ipc.Message;
import io.clusterboot.ipc.Message.ReloadConflict;
import io.clusterboot.ipc.Message.ReloadReply;
import io.clusterboot.ipc.Message.ReloadRequest;
import io.clusterboot.ipc.Message.StatusReply;
import io.clusterboot.ipc.Message.StatusRequest;
import io.clusterboot.ipc.Peer;
import io.clusterboot.ipc.Requests;

/**
 * What a worker asks its master, and waits to hear. Used by any thread.
 */
final class Questions {

	private static final Duration STATUS_TIMEOUT = Duration.ofSeconds(1);

	private static final Duration LONGEST_RELOAD = Duration.ofDays(1);

	private final long masterPid;

	private final Peer master;

	private final Requests<ClusterStatus> statusRequests = new Requests<>();

	private final Requests<Message> reloadRequests = new Requests<>();

	Questions(long masterPid, Peer master) {
		this.masterPid = masterPid;
		this.master = master;
	}

	/**
	 * Ask for the state of the cluster.
	 * @return the state
	 * @throws ClusterUnavailableException if the master does not answer within a second
	 */
	ClusterStatus status() {
		return ask(this.statusRequests, (id) -> this.master.send(new StatusRequest(id)), STATUS_TIMEOUT,
				"did not answer within " + STATUS_TIMEOUT.toMillis() + "ms");
	}

	/**
	 * Ask for the replacement of all workers, and wait until that is over.
	 * @return what came of it
	 * @throws ReloadConflictException if this is not the time
	 * @throws ClusterUnavailableException if the master has gone
	 */
	ReloadReport reload() {
		Message answer = ask(this.reloadRequests, (id) -> this.master.send(new ReloadRequest(id)), LONGEST_RELOAD,
				"did not say what came of the reload");
		if (answer instanceof ReloadConflict conflict) {
			throw new ReloadConflictException(conflict.reason());
		}
		return ((ReloadReply) answer).report();
	}

	private <T> T ask(Requests<T> requests, LongConsumer question, Duration timeout, String silence) {
		try {
			return requests.ask(question, timeout);
		}
		catch (TimeoutException ex) {
			throw new ClusterUnavailableException("The master (pid " + this.masterPid + ") " + silence, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new ClusterUnavailableException("Interrupted while waiting for the master", ex);
		}
	}

	void answered(StatusReply reply) {
		this.statusRequests.answered(reply.id(), reply.status());
	}

	void answered(ReloadReply reply) {
		this.reloadRequests.answered(reply.id(), reply);
	}

	void answered(ReloadConflict conflict) {
		this.reloadRequests.answered(conflict.id(), conflict);
	}

	/**
	 * Let nobody wait any longer: no answer can come.
	 */
	void abandon() {
		this.statusRequests.abandon();
		this.reloadRequests.abandon();
	}

}
