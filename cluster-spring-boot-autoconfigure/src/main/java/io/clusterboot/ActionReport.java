package io.clusterboot;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What came of something that was asked of the cluster.
 *
 * @param result how it ended
 * @param reason why it did not succeed, {@code null} if it did
 * @param wanted number of workers that should be active after it
 * @param duration how long it took
 */
public record ActionReport(Result result, @Nullable String reason, int wanted, Duration duration) {

	/**
	 * How it ended.
	 */
	public enum Result {

		/**
		 * It is done.
		 */
		SUCCEEDED,

		/**
		 * It was tried, and did not work.
		 */
		FAILED,

		/**
		 * It was not tried.
		 */
		REFUSED

	}

}
