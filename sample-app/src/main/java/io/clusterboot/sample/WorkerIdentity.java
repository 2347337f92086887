package io.clusterboot.sample;

import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Which worker of the cluster this process is, or the only one when it is not clustered.
 */
@Component
class WorkerIdentity {

	private final int index;

	private final int generation;

	private final int count;

	WorkerIdentity(Environment environment) {
		this.index = environment.getProperty("cluster.worker.index", Integer.class, 0);
		this.generation = environment.getProperty("cluster.worker.generation", Integer.class, 1);
		this.count = environment.getProperty("cluster.worker.count", Integer.class, 1);
	}

	int index() {
		return this.index;
	}

	int generation() {
		return this.generation;
	}

	int count() {
		return this.count;
	}

}
