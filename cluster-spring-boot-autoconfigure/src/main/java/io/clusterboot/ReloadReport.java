package io.clusterboot;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What came of a reload.
 *
 * @param result how it ended
 * @param reason why it did not succeed, {@code null} if it did
 * @param generation generation that serves after it
 * @param attempted generation that it was to bring
 * @param startedAt when it was asked for
 * @param duration how long it took
 */
public record ReloadReport(Result result, @Nullable String reason, int generation, int attempted, Instant startedAt,
		Duration duration) {

	/**
	 * How a reload ended.
	 */
	public enum Result {

		/**
		 * All workers are of the new generation.
		 */
		SUCCEEDED,

		/**
		 * The new generation failed; all workers are of the old one.
		 */
		ROLLED_BACK,

		/**
		 * What was to be deployed cannot be; nothing was changed.
		 */
		REFUSED

	}

}
