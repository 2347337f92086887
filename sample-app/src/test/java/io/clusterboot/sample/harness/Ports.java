package io.clusterboot.sample.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of this machine.
 */
final class Ports {

	/*
	 * Below what Linux hands to outgoing connections by default (32768 to 60999), so that
	 * no client of a load sits on a port that a cluster is about to bind, and no client
	 * connects to itself when nobody listens.
	 */

	private static final int FIRST = 20_000;

	private static final int LAST = 32_000;

	private Ports() {
	}

	static int free() {
		for (int attempt = 0; attempt < 100; attempt++) {
			int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
			if (isFree(port)) {
				return port;
			}
		}
		throw new IllegalStateException("No free port among 100 tried between " + FIRST + " and " + LAST);
	}

	/**
	 * Whether nobody listens on the port, on any address.
	 */
	static boolean isFree(int port) {
		return canBind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
				&& canBind(new InetSocketAddress(port));
	}

	private static boolean canBind(InetSocketAddress address) {
		try (ServerSocket socket = new ServerSocket()) {
			socket.setReuseAddress(true);
			socket.bind(address);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

}
