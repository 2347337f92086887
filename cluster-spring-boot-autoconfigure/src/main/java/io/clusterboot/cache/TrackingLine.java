package io.clusterboot.cache;

import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * A connection to Redis over which it tells of each change.
 */
interface TrackingLine {

	/**
	 * Ask Redis for an answer, and wait for it. What Redis had to tell before has been
	 * told when it is there.
	 * @throws RuntimeException if there is none
	 */
	void ping();

	/**
	 * Begin to close it. May be called by the thread that reads from it.
	 * @return completes when it is closed
	 */
	CompletableFuture<Void> close();

	/**
	 * Makes such connections.
	 */
	@FunctionalInterface
	interface Opener {

		/**
		 * Connect, and ask Redis to tell of changes.
		 * @param prefixes how the keys begin it shall tell about; none begins like
		 * another
		 * @param listener who is told
		 * @return the connection
		 * @throws TrackingUnsupportedException if Redis cannot do that
		 */
		TrackingLine open(Set<String> prefixes, Listener listener);

	}

	/**
	 * Who is told. Called by the thread that reads from the connection.
	 */
	interface Listener {

		void changed(ByteBuffer key);

		void changedAll();

		void disconnected();

	}

}
