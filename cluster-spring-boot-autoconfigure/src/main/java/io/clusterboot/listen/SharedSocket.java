package io.clusterboot.listen;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;

import io.clusterboot.os.FileDescriptors;

/**
 * The listening socket that the master opens and workers inherit as standard input.
 */
/*
 * The JDK opens and binds it, so that IPv4, IPv6 and dual stack are as in a plain
 * application. Nobody accepts on it here, and nobody may put a selector on it: O_NONBLOCK
 * belongs to the shared open file, so it would change for every worker.
 */
public final class SharedSocket implements PortHolder {

	private final ServerSocketChannel channel;

	private final FileDescriptors descriptors;

	private SharedSocket(ServerSocketChannel channel, FileDescriptors descriptors) {
		this.channel = channel;
		this.descriptors = descriptors;
	}

	/**
	 * Open the socket, and make it the standard input of this process, which is what a
	 * child can inherit.
	 * @param address where to listen
	 * @param backlog length of the queue of connections to be accepted
	 * @param descriptors access to file descriptors
	 * @return the socket
	 * @throws IOException if the address cannot be had
	 */
	public static SharedSocket open(InetSocketAddress address, int backlog, FileDescriptors descriptors)
			throws IOException {
		ServerSocketChannel channel = ServerSocketChannel.open();
		try {
			channel.bind(address, backlog);
			SharedSocket socket = new SharedSocket(channel, descriptors);
			descriptors.replace(descriptors.ofPort(socket.port()), FileDescriptors.STDIN);
			return socket;
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	@Override
	public ServerSocketChannel channel() {
		return this.channel;
	}

	@Override
	public ListenMode mode() {
		return ListenMode.SHARED;
	}

	@Override
	public void close() {
		try {
			this.channel.close();
			this.descriptors.emptyStandardInput();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
