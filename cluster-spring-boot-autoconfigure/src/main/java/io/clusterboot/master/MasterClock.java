package io.clusterboot.master;

import java.time.Instant;

/**
 * The master's two notions of time.
 */
interface MasterClock {

	/**
	 * The clock of this machine.
	 */
	MasterClock SYSTEM = new MasterClock() {

		@Override
		public long nanoTime() {
			return System.nanoTime();
		}

		@Override
		public Instant now() {
			return Instant.now();
		}

	};

	/**
	 * Time for deadlines: it never goes back.
	 */
	long nanoTime();

	/**
	 * Time for people.
	 */
	Instant now();

}
