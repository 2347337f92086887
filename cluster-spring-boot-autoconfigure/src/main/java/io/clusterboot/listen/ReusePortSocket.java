package io.clusterboot.listen;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

import org.jspecify.annotations.Nullable;

/**
 * A listening socket of this worker's own, on a port that others listen on too.
 */
public final class ReusePortSocket implements WorkerSocket {

	private final InetSocketAddress address;

	private final int backlog;

	private volatile @Nullable PortReservation reservation;

	private volatile @Nullable ServerSocketChannel channel;

	/**
	 * Create the socket; it listens when it is told to.
	 * @param address where to listen
	 * @param backlog length of the queue of connections to be accepted
	 */
	public ReusePortSocket(InetSocketAddress address, int backlog) {
		this.address = address;
		this.backlog = backlog;
	}

	@Override
	public void prepare() throws IOException {
		this.reservation = PortReservation.hold(this.address);
	}

	/*
	 * Only now: a socket that listens is given its share of the connections at once.
	 */
	@Override
	public synchronized void listen() throws IOException {
		PortReservation reservation = this.reservation;
		if (reservation == null) {
			return;
		}
		ServerSocketChannel channel = ServerSocketChannel.open();
		channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
		channel.bind(this.address, this.backlog);
		this.channel = channel;
		reservation.close();
	}

	@Override
	public SocketChannel accept() throws IOException {
		ServerSocketChannel channel = this.channel;
		if (channel == null) {
			throw new ClosedChannelException();
		}
		return channel.accept();
	}

	@Override
	public boolean ignoreNewConnections() {
		return false;
	}

	@Override
	public int queueLength() {
		return 0;
	}

	@Override
	public synchronized void close() throws IOException {
		PortReservation reservation = this.reservation;
		this.reservation = null;
		if (reservation != null) {
			reservation.close();
		}
		ServerSocketChannel channel = this.channel;
		if (channel != null) {
			channel.close();
		}
	}

	@Override
	public NetworkChannel channel() {
		ServerSocketChannel listening = this.channel;
		if (listening != null) {
			return listening;
		}
		PortReservation held = this.reservation;
		if (held != null) {
			return held.channel();
		}
		throw new IllegalStateException("The port of " + this.address + " is not held");
	}

}
