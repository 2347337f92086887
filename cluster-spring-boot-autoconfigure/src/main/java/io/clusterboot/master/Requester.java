package io.clusterboot.master;

import java.util.List;

import io.clusterboot.ipc.Answer;
import io.clusterboot.ipc.Message.Reply;
import io.clusterboot.ipc.Message.Told;
import io.clusterboot.ipc.Peer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Who asked for something, and waits for the answer.
 *
 * @param name the name, for people
 * @param worker the worker that waits, {@code null} if no worker does
 * @param peer who is told the answer, {@code null} if nobody waits for it
 * @param id of the request
 */
record Requester(String name, @Nullable WorkerHandle worker, @Nullable Peer peer, long id) {

	private static final Log logger = LogFactory.getLog(Requester.class);

	static Requester signal(String name) {
		return new Requester(name, null, null, 0);
	}

	static Requester worker(WorkerHandle worker, Peer peer, long id) {
		return new Requester("asked of " + worker, worker, peer, id);
	}

	static Requester operator(Peer peer, long id) {
		return new Requester("asked by an operator", null, peer, id);
	}

	boolean is(WorkerHandle other) {
		return this.worker == other;
	}

	boolean hasIndex(int index) {
		return this.worker != null && this.worker.index() == index;
	}

	void answer(Answer answer) {
		if (this.peer != null) {
			this.peer.send(new Reply(this.id, answer));
		}
	}

	/**
	 * Answer with what several have to say.
	 */
	void tell(List<Contribution> contributions) {
		if (this.peer != null) {
			for (int number = 0; number < contributions.size(); number++) {
				for (String part : contributions.get(number).parts()) {
					this.peer.send(new Told(this.id, number, part));
				}
			}
		}
		answer(new Answer.Statements(contributions.stream().map(Contribution::speaker).toList()));
	}

	void refuse(String what, String reason) {
		logger.warn("Not " + what + " (" + this.name + "): " + reason);
		answer(new Answer.Conflict(reason));
	}

}
