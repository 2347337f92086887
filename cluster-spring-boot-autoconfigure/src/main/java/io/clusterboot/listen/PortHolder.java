package io.clusterboot.listen;

/**
 * The master's hold on a port, from before the first worker starts until after the last
 * has ended.
 */
public sealed interface PortHolder extends AutoCloseable permits SharedSocket, PortReservation {

	/**
	 * Return the port.
	 * @return the port, resolved when 0 was asked for
	 */
	int port();

	/**
	 * Return how workers get to it.
	 * @return the mode
	 */
	ListenMode mode();

	@Override
	void close();

}
