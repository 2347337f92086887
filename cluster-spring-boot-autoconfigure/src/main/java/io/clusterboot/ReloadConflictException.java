package io.clusterboot;

/**
 * Thrown when the cluster cannot reload at this moment.
 */
public class ReloadConflictException extends RuntimeException {

	/**
	 * Create a new exception.
	 * @param message what stands in the way
	 */
	public ReloadConflictException(String message) {
		super(message);
	}

}
