package io.clusterboot.sample;

import io.clusterboot.ActionReport;
import io.clusterboot.Cluster;
import io.clusterboot.ClusterStatus;
import io.clusterboot.ReloadReport;

/**
 * A cluster in which a test says who this worker is.
 */
final class StandInCluster implements Cluster {

	private volatile int index;

	private volatile int generation = 1;

	private volatile int count = 1;

	StandInCluster become(int index, int generation, int count) {
		this.index = index;
		this.generation = generation;
		this.count = count;
		return this;
	}

	@Override
	public boolean isClustered() {
		return true;
	}

	@Override
	public int index() {
		return this.index;
	}

	@Override
	public int count() {
		return this.count;
	}

	@Override
	public int generation() {
		return this.generation;
	}

	@Override
	public ClusterStatus status() {
		throw new UnsupportedOperationException("status of a cluster that is none");
	}

	@Override
	public ReloadReport reload() {
		throw new UnsupportedOperationException("reload of a cluster that is none");
	}

	@Override
	public ActionReport scale(int workers) {
		throw new UnsupportedOperationException("scaling of a cluster that is none");
	}

	@Override
	public ActionReport restart(int index) {
		throw new UnsupportedOperationException("restart in a cluster that is none");
	}

	@Override
	public ActionReport stop() {
		throw new UnsupportedOperationException("stop of a cluster that is none");
	}

}
