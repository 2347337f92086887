package io.clusterboot.master;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

import io.clusterboot.ClusterEvent.WorkerFailed;
import io.clusterboot.Incident;
import io.clusterboot.WorkerLoad;
import io.clusterboot.ipc.Message.Notice;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The last ends of workers that nobody asked for. Used by the master's thread alone.
 */
final class Incidents {

	static final int KEPT = 50;

	private static final Log logger = LogFactory.getLog(Incidents.class);

	private static final long MEGABYTE = 1024 * 1024;

	private final Workers workers;

	private final Latest<Incident> last = new Latest<>(KEPT);

	Incidents(Workers workers) {
		this.workers = workers;
	}

	/**
	 * Take in that a worker has ended.
	 * @param worker the worker
	 * @param cause how it ended
	 * @param crashReport where its JVM wrote about its crash, empty if it did not
	 * @param time when it was, for people
	 */
	void add(WorkerHandle worker, String cause, String crashReport, Instant time) {
		String dump = (worker.dump() == null && !crashReport.isEmpty()) ? crashReport : worker.dump();
		Incident incident = new Incident(time, worker.index(), worker.pid(), cause, dump, worker.load());
		this.last.add(incident);
		logger.warn("Incident of " + worker.toString().toLowerCase(Locale.ROOT) + ": " + cause + "; "
				+ text(worker.load()) + text(dump));
		this.workers.broadcast(new Notice(new WorkerFailed(incident)));
	}

	private static String text(WorkerLoad load) {
		if (load.equals(WorkerLoad.UNKNOWN)) {
			return "its load was never known";
		}
		String threads = (load.maxThreads() >= 0) ? load.busyThreads() + " of " + load.maxThreads()
				: String.valueOf(load.busyThreads());
		return "its last known load: " + threads + " request threads busy, " + load.requests() + " requests, "
				+ load.rss() / MEGABYTE + "MB resident, " + load.heapUsed() / MEGABYTE + "MB of heap, "
				+ Math.round(load.cpu() * 100) + "% of a processor";
	}

	private static String text(@Nullable String dump) {
		return (dump != null) ? "; see " + dump : "";
	}

	List<Incident> toList() {
		return this.last.toList();
	}

}
