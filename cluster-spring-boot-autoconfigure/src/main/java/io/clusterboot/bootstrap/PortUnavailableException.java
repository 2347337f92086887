package io.clusterboot.bootstrap;

import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * Thrown when the master cannot listen for a reason other than that the port is in use.
 */
class PortUnavailableException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String property;

	private final InetSocketAddress address;

	PortUnavailableException(String property, InetSocketAddress address, IOException cause) {
		super("The master cannot listen on " + address + " (" + property + "): " + cause.getMessage(), cause);
		this.property = property;
		this.address = address;
	}

	String getProperty() {
		return this.property;
	}

	InetSocketAddress getAddress() {
		return this.address;
	}

}
