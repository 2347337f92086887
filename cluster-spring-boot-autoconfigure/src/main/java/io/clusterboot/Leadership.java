package io.clusterboot;

/**
 * Which of all workers leads: one at a time, on all hosts that share a Redis. A bean of
 * this type is always there; a plain application leads itself. All methods may be called
 * from any thread, and answer at once.
 */
public interface Leadership {

	/**
	 * Return whether this worker leads.
	 * @return {@code false} also while nobody leads, as between the end of a leader and
	 * the choice of the next
	 */
	boolean isLeader();

	/**
	 * Return a number that is higher with each new leader. What is written elsewhere can
	 * be guarded by it: who is told a lower number than the last is no leader any more.
	 * @return 1 or more while this worker leads, else 0
	 */
	long term();

}
