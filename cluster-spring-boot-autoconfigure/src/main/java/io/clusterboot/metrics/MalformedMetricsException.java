package io.clusterboot.metrics;

/**
 * Text that is not metrics.
 */
public final class MalformedMetricsException extends RuntimeException {

	MalformedMetricsException(String message) {
		super(message);
	}

}
