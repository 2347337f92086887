package io.clusterboot.scheduling;

import java.util.List;
import java.util.Map;

import io.clusterboot.TaskState;

/**
 * Where the hosts find out which of them has the lease. Its methods wait for an answer.
 */
interface LeaseStore {

	/**
	 * Take the lease or renew it.
	 * @param term the term for which it is held at this moment, 0 if it is not
	 * @param successor whether the tasks of a former leader are wanted; if not, they are
	 * forgotten
	 * @return the answer
	 */
	Answer take(long term, boolean successor);

	/**
	 * Give the lease up, if it is still that of this worker.
	 */
	void release();

	/**
	 * Keep when tasks are due, if the lease is that of this worker.
	 * @param tasks the tasks
	 */
	void keep(Map<String, TaskState> tasks);

	/**
	 * What comes of an attempt to take the lease.
	 *
	 * @param outcome what comes of it
	 * @param term number of the leader, if it is this worker
	 * @param tasks what a leader of another host has left, if the lease is new
	 */
	record Answer(Outcome outcome, long term, List<TaskState> tasks) {
	}

	/**
	 * Who has the lease.
	 */
	enum Outcome {

		/**
		 * This worker.
		 */
		HELD,

		/**
		 * A worker of another host.
		 */
		REFUSED,

		/**
		 * Another worker of this host, to which it has come from this worker.
		 */
		HANDED_OVER,

		/**
		 * Nobody may take it yet: what the store knew may be lost.
		 */
		TOO_EARLY

	}

}
