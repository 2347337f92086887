package io.clusterboot.cache;

/**
 * Says that this Redis, or this way to connect to it, cannot tell of changes.
 */
final class TrackingUnsupportedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	TrackingUnsupportedException(String message) {
		super(message);
	}

}
