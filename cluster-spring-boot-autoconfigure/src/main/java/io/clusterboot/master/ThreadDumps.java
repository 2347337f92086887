package io.clusterboot.master;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.clusterboot.ipc.Answer;
import org.jspecify.annotations.Nullable;

/**
 * Thread dumps that are being written, and who waits for them. Used by the master's
 * thread alone.
 */
final class ThreadDumps {

	private final Outside outside;

	private final Map<Long, List<Requester>> waiting = new HashMap<>();

	ThreadDumps(Outside outside) {
		this.outside = outside;
	}

	/**
	 * Begin to write down what the threads of a worker do. {@link Event.Dumped} follows.
	 */
	void begin(WorkerHandle worker) {
		this.outside.threadDumper().dump(worker.index(), worker.process(), this.outside.events());
	}

	/**
	 * Do that for somebody who waits for it.
	 */
	void begin(WorkerHandle worker, Requester requester) {
		this.waiting.computeIfAbsent(worker.pid(), (pid) -> new ArrayList<>()).add(requester);
		begin(worker);
	}

	/**
	 * Answer those who wait.
	 * @param pid process id of the worker
	 * @param file what was written, {@code null} if nothing could be
	 */
	void dumped(long pid, @Nullable String file) {
		List<Requester> requesters = this.waiting.remove(pid);
		if (requesters == null) {
			return;
		}
		for (Requester requester : requesters) {
			if (file != null) {
				requester.answer(new Answer.Threads(file));
			}
			else {
				requester.refuse("dumping threads",
						"process " + pid + " did not say what its threads do; the log of " + "the master tells why");
			}
		}
	}

	/**
	 * Take in that a worker has ended.
	 */
	void ended(long pid) {
		dumped(pid, null);
		this.outside.threadDumper().forget(pid);
	}

}
