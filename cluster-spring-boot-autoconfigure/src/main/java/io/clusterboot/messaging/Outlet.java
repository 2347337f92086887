package io.clusterboot.messaging;

import java.util.concurrent.CompletionStage;
import java.util.function.LongFunction;

/**
 * Numbers the messages that this worker sends to one topic or queue.
 */
/*
 * What has the lower number is sent first: receivers take a number that is not higher
 * than the last for one they have had already.
 */
final class Outlet {

	private long last;

	/**
	 * Begin to send a message.
	 * @param send sends it with its number; if it throws, the next has that number
	 */
	synchronized CompletionStage<?> send(LongFunction<CompletionStage<?>> send) {
		CompletionStage<?> sent = send.apply(this.last + 1);
		this.last++;
		return sent;
	}

}
