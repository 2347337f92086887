package io.clusterboot.leader;

import io.clusterboot.TaskState;

/**
 * What a leader tells its master, which tells the next leader. Does not wait.
 */
public interface MasterLine {

	/**
	 * A task has begun, has ended, or is due at another time.
	 * @param task the task
	 */
	void changed(TaskState task);

	/**
	 * No task begins here any more.
	 * @param term the term that ends
	 */
	void resigned(long term);

}
