package io.clusterboot.cli;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.clusterboot.ClusterStatus;
import io.clusterboot.ipc.Answer;
import io.clusterboot.ipc.Connection;
import io.clusterboot.ipc.IpcServer;
import io.clusterboot.ipc.Message;
import io.clusterboot.ipc.Message.Attach;
import io.clusterboot.ipc.Message.Rejected;
import io.clusterboot.ipc.Message.Reply;
import io.clusterboot.ipc.Message.Request;
import io.clusterboot.ipc.Operation;
import io.clusterboot.ipc.Peer;
import io.clusterboot.ipc.RunPaths;
import org.jspecify.annotations.Nullable;

/**
 * A master that tells the first of some prepared statuses until something else is asked,
 * then one after the other, and answers when only the last of them is left.
 */
final class FakeMaster implements Connection.Listener, AutoCloseable {

	private final List<Operation> asked = new CopyOnWriteArrayList<>();

	private final IpcServer server;

	private Deque<ClusterStatus> statuses = new ArrayDeque<>();

	private @Nullable Answer answer;

	private Ending ending = Ending.NONE;

	private @Nullable Runnable pending;

	private FakeMaster(RunPaths paths) throws IOException {
		this.server = IpcServer.open(paths.socket(), "token", this);
	}

	static FakeMaster in(RunPaths paths) throws IOException {
		return new FakeMaster(paths);
	}

	synchronized FakeMaster tells(ClusterStatus... told) {
		this.statuses = new ArrayDeque<>(List.of(told));
		return this;
	}

	synchronized FakeMaster answers(Answer prepared) {
		this.answer = prepared;
		return this;
	}

	synchronized FakeMaster ends(Ending how) {
		this.ending = how;
		return this;
	}

	/**
	 * Everything but the status that was asked for.
	 */
	List<Operation> asked() {
		return this.asked;
	}

	@Override
	public synchronized void received(Peer peer, Message message) {
		if (message instanceof Attach && this.ending == Ending.REJECTS) {
			peer.send(new Rejected(Message.VERSION + 1));
			peer.close();
		}
		else if (message instanceof Request && this.ending == Ending.CLOSES) {
			peer.close();
		}
		else if (message instanceof Request request && !isSilent()) {
			answer(peer, request);
		}
	}

	private boolean isSilent() {
		return this.ending == Ending.FALLS_SILENT && this.statuses.size() == 1;
	}

	private void answer(Peer peer, Request request) {
		if (request.operation() instanceof Operation.Status) {
			ClusterStatus status = (this.statuses.size() > 1 && !this.asked.isEmpty()) ? this.statuses.remove()
					: this.statuses.element();
			peer.send(new Reply(request.id(), new Answer.Status(status)));
		}
		else {
			this.asked.add(request.operation());
			Answer prepared = this.answer;
			this.pending = (prepared != null) ? () -> peer.send(new Reply(request.id(), prepared)) : null;
		}
		if (this.statuses.size() == 1 && this.ending != Ending.FALLS_SILENT) {
			finish(peer);
		}
	}

	private void finish(Peer peer) {
		if (this.pending != null) {
			this.pending.run();
			this.pending = null;
		}
		if (this.ending == Ending.STOPS) {
			peer.close();
		}
	}

	@Override
	public void closed(Peer peer) {
		// It has nobody to forget
	}

	@Override
	public void close() {
		this.server.close();
	}

	/**
	 * How it leaves those who ask.
	 */
	enum Ending {

		NONE, REJECTS, CLOSES, FALLS_SILENT, STOPS

	}

}
