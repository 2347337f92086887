package io.clusterboot.worker;

import io.clusterboot.TaskState;
import io.clusterboot.ipc.Message.Resigned;
import io.clusterboot.ipc.Message.TaskChanged;
import io.clusterboot.ipc.Peer;
import io.clusterboot.leader.MasterLine;

/**
 * Tells the master what this worker does as the leader.
 *
 * @param master the master
 */
record MasterReports(Peer master) implements MasterLine {

	@Override
	public void changed(TaskState task) {
		this.master.send(new TaskChanged(task));
	}

	@Override
	public void resigned(long term) {
		this.master.send(new Resigned(term));
	}

}
