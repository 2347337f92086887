package io.clusterboot.cache;

/**
 * The right to compute an entry, until it is given back.
 */
interface Lease extends AutoCloseable {

	/**
	 * The right that everybody has while Redis cannot tell who has it.
	 */
	Lease UNSHARED = () -> {
		// Nothing was taken
	};

	@Override
	void close();

}
