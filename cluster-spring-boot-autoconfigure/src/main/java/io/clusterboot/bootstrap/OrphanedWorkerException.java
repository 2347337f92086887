package io.clusterboot.bootstrap;

/**
 * Thrown when the master that started this worker is gone before the worker has begun.
 */
class OrphanedWorkerException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	OrphanedWorkerException(long masterPid) {
		super("CLUSTER_MASTER_PID=" + masterPid + " names a master that is gone");
	}

}
