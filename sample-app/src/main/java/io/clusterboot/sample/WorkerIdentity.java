package io.clusterboot.sample;

import io.clusterboot.Cluster;

import org.springframework.stereotype.Component;

/**
 * Which worker of the cluster this process is, or the only one when it is not clustered.
 */
/*
 * Asked anew each time: a spare gets its index only when it takes over.
 */
@Component
class WorkerIdentity {

	private final Cluster cluster;

	WorkerIdentity(Cluster cluster) {
		this.cluster = cluster;
	}

	int index() {
		return this.cluster.index();
	}

	int generation() {
		return this.cluster.generation();
	}

	int count() {
		return this.cluster.count();
	}

}
