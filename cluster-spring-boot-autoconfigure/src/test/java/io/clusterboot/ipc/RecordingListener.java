package io.clusterboot.ipc;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps what a connection has told.
 */
final class RecordingListener implements Connection.Listener {

	private final List<Message> messages = new CopyOnWriteArrayList<>();

	private final List<Peer> peers = new CopyOnWriteArrayList<>();

	private final AtomicInteger closed = new AtomicInteger();

	@Override
	public void received(Peer peer, Message message) {
		this.peers.add(peer);
		this.messages.add(message);
	}

	@Override
	public void closed(Peer peer) {
		this.closed.incrementAndGet();
	}

	List<Message> messages() {
		return this.messages;
	}

	List<Peer> peers() {
		return this.peers;
	}

	int closed() {
		return this.closed.get();
	}

}
