package io.clusterboot.master;

import java.util.HashSet;
import java.util.Set;

import io.clusterboot.ipc.Message;
import io.clusterboot.ipc.Message.Attach;
import io.clusterboot.ipc.Message.Rejected;
import io.clusterboot.ipc.Peer;

/**
 * The people, or their scripts, that are connected at the moment. Used by the master's
 * thread alone.
 */
final class Operators {

	private final Set<Peer> attached = new HashSet<>();

	void attach(Peer peer, Attach attach) {
		if (attach.version() == Message.VERSION) {
			this.attached.add(peer);
			return;
		}
		peer.send(new Rejected(Message.VERSION));
		peer.close();
	}

	void detach(Peer peer) {
		this.attached.remove(peer);
	}

	boolean areAttachedBy(Peer peer) {
		return this.attached.contains(peer);
	}

}
