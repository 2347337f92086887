package io.clusterboot.ipc;

import java.time.Duration;
import java.util.List;

import io.clusterboot.ClusterEvent;
import io.clusterboot.TaskState;
import io.clusterboot.WorkerLoad;

/**
 * What master and workers say to each other. A change to any of these records is a new
 * {@link #VERSION}.
 */
public sealed interface Message {

	/**
	 * Version of the protocol. Master and workers of one cluster can come from different
	 * builds of the application, and so can an operator's command: the first message
	 * tells. {@link Hello}, {@link Attach} and {@link Rejected} must therefore stay the
	 * first of these records, and as they are.
	 */
	int VERSION = 5;

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
	 * Operator to master, always first: the control socket let me in, so I am allowed to
	 * ask.
	 *
	 * @param version protocol version
	 */
	record Attach(int version) implements Message {
	}

	/**
	 * Master to operator: I do not understand you.
	 *
	 * @param version protocol version of the master
	 */
	record Rejected(int version) implements Message {
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
	 * @param standstill whether it gets on with it
	 */
	record Heartbeat(WorkerLoad load, Standstill standstill) implements Message {
	}

	/**
	 * Worker to master: I drain and end of my own accord.
	 *
	 * @param reason who or what asked for it
	 */
	record Bye(String reason) implements Message {
	}

	/**
	 * Worker or operator to master: do this for me.
	 *
	 * @param id returned with the reply
	 * @param operation what to do
	 */
	record Request(long id, Operation operation) implements Message {
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
	 * Master to worker: accept no more connections. The end follows.
	 */
	record StopAccepting() implements Message {
	}

	/**
	 * Master to worker: finish what you have accepted, then end.
	 *
	 * @param order how to go about it
	 */
	record Drain(DrainOrder order) implements Message {
	}

	/**
	 * Master to who sent a {@link Request}: what came of it, once it is over.
	 *
	 * @param id of the request
	 * @param answer the answer
	 */
	record Reply(long id, Answer answer) implements Message {
	}

	/**
	 * Master to worker: something happened to one of you.
	 *
	 * @param event what happened
	 */
	record Notice(ClusterEvent event) implements Message {
	}

	/**
	 * Master to worker: lead. Nobody else does.
	 *
	 * @param term number of this leader, higher than that of any before
	 * @param tasks what former leaders have left
	 */
	record Lead(long term, List<TaskState> tasks) implements Message {
	}

	/**
	 * Worker to master: a task has begun or ended, or is due at another time. Master to
	 * the leader: so it has on a former leader.
	 *
	 * @param task the task
	 */
	record TaskChanged(TaskState task) implements Message {
	}

	/**
	 * Worker to master: I do not lead any more, no task begins here.
	 *
	 * @param term number of the leader that this worker was
	 */
	record Resigned(long term) implements Message {
	}

	/**
	 * Worker to master: what only grows has grown. Kept for the time when this worker can
	 * say it no more.
	 *
	 * @param text the series that have changed since this was said last, as OpenMetrics
	 * text
	 */
	record Counted(String text) implements Message {
	}

	/**
	 * Master to worker: say what you measure. Answered by {@link Said}.
	 *
	 * @param id returned with the answer
	 */
	record Collect(long id) implements Message {
	}

	/**
	 * Master to worker: another one asks. Answered by {@link Said}.
	 *
	 * @param id returned with the answer
	 * @param question for workers to understand
	 * @param inOrder whether it is only answered after all before it that are to be
	 * answered in order, too: one of them may revoke another
	 */
	record Asked(long id, String question, boolean inOrder) implements Message {
	}

	/**
	 * Worker to master: a part of an answer.
	 *
	 * @param id of {@link Collect} or {@link Asked}
	 * @param part follows those before it
	 * @param last whether no other follows
	 */
	record Said(long id, String part, boolean last) implements Message {
	}

	/**
	 * Master to who sent a {@link Request}, before its {@link Reply}: a part of what
	 * somebody has said.
	 *
	 * @param id of the request
	 * @param speaker number of who has said it in {@link Answer.Statements}
	 * @param part follows those before it
	 */
	record Told(long id, int speaker, String part) implements Message {
	}

}
