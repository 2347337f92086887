package io.clusterboot.master;

import io.clusterboot.WorkerState;

/**
 * Lets workers that are ready accept connections, as soon as they may. Used by the
 * master's thread alone.
 *
 * @param workers the workers
 * @param reloads has a say in those of a new generation
 */
record Admission(Workers workers, Reloads reloads) {

	void step(long now) {
		this.workers.all()
			.stream()
			.filter((worker) -> worker.state() == WorkerState.READY && !worker.isSpare() && !worker.isToldToAccept())
			.filter((worker) -> this.reloads.mayAccept(worker, now))
			.forEach(WorkerHandle::tellToAccept);
	}

}
