package io.clusterboot.listen;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.NetworkChannel;

/**
 * The master's hold on a port, from before the first worker starts until after the last
 * has ended.
 */
public sealed interface PortHolder extends AutoCloseable permits SharedSocket, PortReservation {

	/**
	 * Return the port.
	 * @return the port, resolved when 0 was asked for
	 */
	default int port() {
		try {
			return ((InetSocketAddress) channel().getLocalAddress()).getPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return the socket that is bound to it.
	 * @return the socket
	 */
	NetworkChannel channel();

	/**
	 * Return how workers get to it.
	 * @return the mode
	 */
	ListenMode mode();

	@Override
	void close();

}
