package io.clusterboot.worker;

import io.clusterboot.ActionReport;
import io.clusterboot.Cluster;
import io.clusterboot.ClusterStatus;
import io.clusterboot.ReloadReport;
import io.clusterboot.ipc.Operation;

/**
 * The cluster as one of its workers sees it.
 */
final class WorkerCluster implements Cluster {

	private final WorkerAgent agent;

	WorkerCluster(WorkerAgent agent) {
		this.agent = agent;
	}

	@Override
	public boolean isClustered() {
		return true;
	}

	@Override
	public int index() {
		return this.agent.index();
	}

	@Override
	public int count() {
		return this.agent.count();
	}

	@Override
	public int generation() {
		return this.agent.identity().generation();
	}

	@Override
	public ClusterStatus status() {
		return this.agent.questions().status();
	}

	@Override
	public ReloadReport reload() {
		return this.agent.questions().reload();
	}

	@Override
	public ActionReport scale(int workers) {
		return this.agent.questions().act(new Operation.Scale(workers));
	}

	@Override
	public ActionReport restart(int index) {
		return this.agent.questions().act(new Operation.Restart(index));
	}

	@Override
	public ActionReport stop() {
		return this.agent.questions().act(new Operation.Stop());
	}

}
