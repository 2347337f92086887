package io.clusterboot;

/**
 * Thrown when the cluster cannot do what it is asked for, at this moment or at all.
 */
public class ClusterConflictException extends RuntimeException {

	/**
	 * Create a new exception.
	 * @param message what stands in the way
	 */
	public ClusterConflictException(String message) {
		super(message);
	}

}
