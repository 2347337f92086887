package io.clusterboot.listen;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * A port that the master keeps for workers which listen on it themselves.
 */
/*
 * The socket is bound but does not listen, so no connection ever reaches it.
 */
public final class PortReservation implements PortHolder {

	private final SocketChannel channel;

	private PortReservation(SocketChannel channel) {
		this.channel = channel;
	}

	/**
	 * Reserve a port.
	 * @param address where workers will listen
	 * @return the reservation
	 * @throws IOException if the address cannot be had
	 */
	public static PortReservation of(InetSocketAddress address) throws IOException {
		refuseIfInUse(address);
		return hold(address);
	}

	static PortReservation hold(InetSocketAddress address) throws IOException {
		SocketChannel channel = SocketChannel.open();
		try {
			channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
			channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
			channel.bind(address);
			return new PortReservation(channel);
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	/*
	 * With SO_REUSEPORT the kernel would let two clusters of one user share the port.
	 */
	private static void refuseIfInUse(InetSocketAddress address) throws IOException {
		try (ServerSocketChannel probe = ServerSocketChannel.open()) {
			probe.bind(address, 1);
		}
	}

	@Override
	public SocketChannel channel() {
		return this.channel;
	}

	@Override
	public ListenMode mode() {
		return ListenMode.REUSE_PORT;
	}

	@Override
	public void close() {
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
