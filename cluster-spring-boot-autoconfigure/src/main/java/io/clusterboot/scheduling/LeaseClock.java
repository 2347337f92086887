package io.clusterboot.scheduling;

/**
 * The time by which a lease ends, told twice.
 */
/*
 * The monotonic clock may stand still while a machine is suspended, the other may be set
 * back: a lease is over when either says so.
 */
interface LeaseClock {

	/**
	 * The clocks of this machine.
	 */
	LeaseClock SYSTEM = new LeaseClock() {

		@Override
		public long nanoTime() {
			return System.nanoTime();
		}

		@Override
		public long currentTimeMillis() {
			return System.currentTimeMillis();
		}

	};

	/**
	 * Return the time by the monotonic clock.
	 * @return nanoseconds from any origin
	 */
	long nanoTime();

	/**
	 * Return the time of day.
	 * @return milliseconds since the epoch
	 */
	long currentTimeMillis();

}
