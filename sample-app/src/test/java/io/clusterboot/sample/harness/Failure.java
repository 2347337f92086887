package io.clusterboot.sample.harness;

import java.time.Duration;
import java.time.Instant;

/**
 * A request that was not answered as it should be.
 *
 * @param at when it ended
 * @param after how long it had taken
 * @param outcome how it ended
 * @param client who sent it
 * @param worker who had answered on the same connection before, or
 * {@link HttpResponse#UNKNOWN_WORKER}
 * @param neverAnsweredConnection whether it was the first request of its connection,
 * which a worker may therefore never have accepted
 * @param responseStarted whether any byte of the response had come
 * @param text the exception, or what was wrong with the response
 */
public record Failure(Instant at, Duration after, Outcome outcome, String client, int worker,
		boolean neverAnsweredConnection, boolean responseStarted, String text) {

	/**
	 * Whether the request may have been in the kernel's queue all the time. The kernel
	 * resets what is queued when the listening socket goes, so an end of stream or a byte
	 * of a response proves that a worker had accepted it.
	 */
	boolean isPerhapsNeverAccepted() {
		return this.outcome == Outcome.LOST_RESET && this.neverAnsweredConnection && !this.responseStarted;
	}

	@Override
	public String toString() {
		return "%s %s after %d ms, %s, %s%s: %s".formatted(this.at, this.outcome, this.after.toMillis(), this.client,
				this.neverAnsweredConnection ? "first request of its connection"
						: (this.worker == HttpResponse.UNKNOWN_WORKER) ? "unknown worker" : "worker " + this.worker,
				this.responseStarted ? ", response had started" : "", this.text);
	}

}
