package io.clusterboot.cache;

import java.nio.ByteBuffer;
import java.util.Set;

/**
 * A connection to Redis over which it tells of each change.
 */
interface TrackingLine extends AutoCloseable {

	/**
	 * Ask Redis for an answer, and wait for it. What Redis had to tell before has been
	 * told when it is there.
	 * @throws RuntimeException if there is none
	 */
	void ping();

	@Override
	void close();

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
