package io.clusterboot.master;

import io.clusterboot.ReloadReport;
import io.clusterboot.ipc.Message.ReloadConflict;
import io.clusterboot.ipc.Message.ReloadReply;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Who asked for a reload, and waits for the answer.
 *
 * @param name the name, for people
 * @param worker the worker that waits, {@code null} if nobody does
 * @param id of its request
 */
record Requester(String name, @Nullable WorkerHandle worker, long id) {

	private static final Log logger = LogFactory.getLog(Requester.class);

	static Requester signal(String name) {
		return new Requester(name, null, 0);
	}

	static Requester worker(WorkerHandle worker, long id) {
		return new Requester("asked of " + worker, worker, id);
	}

	boolean is(WorkerHandle other) {
		return this.worker == other;
	}

	boolean hasIndex(int index) {
		return this.worker != null && this.worker.index() == index;
	}

	void answer(ReloadReport report) {
		if (this.worker != null) {
			this.worker.send(new ReloadReply(this.id, report));
		}
	}

	void refuse(String reason) {
		logger.warn("Not reloading (" + this.name + "): " + reason);
		if (this.worker != null) {
			this.worker.send(new ReloadConflict(this.id, reason));
		}
	}

}
