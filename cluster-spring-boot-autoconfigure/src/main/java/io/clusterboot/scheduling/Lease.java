package io.clusterboot.scheduling;

import java.time.Instant;
import java.util.List;

import io.clusterboot.TaskState;
import org.jspecify.annotations.Nullable;

/**
 * What the leader of a host has to hold to be the leader of all hosts. Nothing here
 * waits.
 */
interface Lease {

	/**
	 * Tell somebody what becomes of it. To be called once, before anything else.
	 * @param listener to tell
	 */
	void listen(Listener listener);

	/**
	 * Try to get it, and to keep it.
	 */
	void want();

	/**
	 * Keep it as long as no other worker of this host takes it over.
	 */
	void keep();

	/**
	 * Give it up.
	 */
	void yield();

	/**
	 * Return whether it is held at this moment.
	 * @return {@code false} also when it might be, but that cannot be known
	 */
	boolean isHeld();

	/**
	 * Return the number of the leader.
	 * @param seatTerm its number on this host
	 * @return its number among all, 0 if it does not lead
	 */
	long term(long seatTerm);

	/**
	 * Leave to the leaders of other hosts when a task is due.
	 * @param task name of the task
	 * @param due when it is to run next; {@code null} if never again
	 */
	void leave(String task, @Nullable Instant due);

	/**
	 * End all that works for it.
	 * @param release whether others may have it at once, else it comes to its end by
	 * itself
	 */
	void close(boolean release);

	/**
	 * Wants to know what becomes of a lease.
	 */
	interface Listener {

		/**
		 * The lease is held from now on.
		 * @param tasks what a leader of another host has left
		 */
		void granted(List<TaskState> tasks);

		/**
		 * The lease is not held any more.
		 */
		void expired();

	}

}
