package io.clusterboot.ipc;

import java.time.Duration;

import io.clusterboot.ClusterEvent;
import io.clusterboot.ClusterStatus;
import io.clusterboot.ReloadReport;
import io.clusterboot.WorkerLoad;

/**
 * What master and workers say to each other. A change to any of these records is a new
 * {@link #VERSION}.
 */
public sealed interface Message {

	/**
	 * Version of the protocol. Master and workers of one cluster can come from different
	 * builds of the application, so the first message tells; {@link Hello} must therefore
	 * stay the first of these records, and as it is.
	 */
	int VERSION = 2;

	/**
	 * Worker to master, always first: who I am.
	 *
	 * @param version protocol version
	 * @param token secret from the environment the master gave
	 * @param pid process id of the worker
	 */
	record Hello(int version, String token, long pid) implements Message {
	}

	/**
	 * Worker to master: the application has started, nothing is accepted yet.
	 */
	record Ready() implements Message {
	}

	/**
	 * Worker to master: connections are accepted from now on.
	 */
	record Active() implements Message {
	}

	/**
	 * Worker to master: the application did not start.
	 *
	 * @param reason the exception, in one line
	 */
	record Failed(String reason) implements Message {
	}

	/**
	 * Worker to master: alive.
	 *
	 * @param load what it is doing
	 */
	record Heartbeat(WorkerLoad load) implements Message {
	}

	/**
	 * Worker to master: I drain and end of my own accord.
	 *
	 * @param reason who or what asked for it
	 */
	record Bye(String reason) implements Message {
	}

	/**
	 * Worker to master: how is everybody?
	 *
	 * @param id returned with the reply
	 */
	record StatusRequest(long id) implements Message {
	}

	/**
	 * Worker to master: replace everybody by what is deployed now.
	 *
	 * @param id returned with the answer
	 */
	record ReloadRequest(long id) implements Message {
	}

	/**
	 * Master to worker, always first: you are one of mine.
	 *
	 * @param heartbeatInterval interval at which heartbeats are expected
	 * @param orphan how to leave if the master is gone and cannot say so
	 */
	record Welcome(Duration heartbeatInterval, DrainOrder orphan) implements Message {
	}

	/**
	 * Master to worker: accept connections.
	 *
	 * @param index the worker's index, which a spare learns only now
	 */
	record Activate(int index) implements Message {
	}

	/**
	 * Master to worker: finish what you have accepted, then end.
	 *
	 * @param order how to go about it
	 */
	record Drain(DrainOrder order) implements Message {
	}

	/**
	 * Master to worker: the answer to a {@link StatusRequest}.
	 *
	 * @param id of the request
	 * @param status state of the cluster
	 */
	record StatusReply(long id, ClusterStatus status) implements Message {
	}

	/**
	 * Master to worker: the answer to a {@link ReloadRequest}, once it is over.
	 *
	 * @param id of the request
	 * @param report what came of it
	 */
	record ReloadReply(long id, ReloadReport report) implements Message {
	}

	/**
	 * Master to worker: a {@link ReloadRequest} cannot be met now.
	 *
	 * @param id of the request
	 * @param reason what stands in the way
	 */
	record ReloadConflict(long id, String reason) implements Message {
	}

	/**
	 * Master to worker: something happened to one of you.
	 *
	 * @param event what happened
	 */
	record Notice(ClusterEvent event) implements Message {
	}

}
