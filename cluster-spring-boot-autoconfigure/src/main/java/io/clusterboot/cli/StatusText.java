package io.clusterboot.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.clusterboot.ClusterStatus;
import io.clusterboot.Incident;
import io.clusterboot.ReloadProgress;
import io.clusterboot.WorkerStatus;

/**
 * The state of a cluster as text for people, at most 100 columns wide as long as the
 * causes of incidents are.
 */
final class StatusText {

	private static final List<String> HEADINGS = List.of("INDEX", "PID", "GEN", "STATE", "UPTIME", "RESTARTS",
			"REQUESTS", "BUSY", "RSS", "HEAP", "CPU");

	private static final int INCIDENTS = 3;

	private final ClusterStatus status;

	private final Instant now;

	/**
	 * Create it.
	 * @param status the state
	 * @param now what uptimes are counted to
	 */
	StatusText(ClusterStatus status, Instant now) {
		this.status = status;
		this.now = now;
	}

	List<String> lines() {
		List<String> lines = new ArrayList<>();
		lines.add("%s, generation %d, %d of %s active, master pid %d, up %s%s".formatted(this.status.state(),
				this.status.generation(), this.status.active(), Figures.count(this.status.wanted(), "worker"),
				this.status.master().pid(), since(this.status.master().startedAt()), leader()));
		ReloadProgress reload = this.status.reload();
		if (reload != null) {
			lines.add("Reload to generation %d, for %s: %s".formatted(reload.generation(), since(reload.startedAt()),
					reload.step()));
		}
		lines.add("");
		addProcesses(lines);
		addIncidents(lines);
		return lines;
	}

	private String leader() {
		return (this.status.leader() >= 0) ? ", worker " + this.status.leader() + " leads" : "";
	}

	private void addProcesses(List<String> lines) {
		Table table = new Table(HEADINGS, Set.of("STATE"));
		this.status.workers().forEach((worker) -> table.add(row(worker, String.valueOf(worker.index()))));
		this.status.spares().forEach((spare) -> table.add(row(spare, "(" + spare.index() + ")")));
		lines.addAll(table.lines());
		if (!this.status.spares().isEmpty()) {
			lines.add("(): holds no index; a spare, a successor, or one that drains");
		}
	}

	private List<String> row(WorkerStatus worker, String index) {
		return List.of(index, String.valueOf(worker.pid()), String.valueOf(worker.generation()),
				worker.state().toString(), since(worker.startedAt()), String.valueOf(worker.restarts()),
				String.valueOf(worker.requests()), String.valueOf(worker.busyThreads()), Figures.bytes(worker.rss()),
				Figures.bytes(worker.heapUsed()), Figures.percent(worker.cpu()));
	}

	private void addIncidents(List<String> lines) {
		List<Incident> incidents = this.status.incidents();
		if (incidents.isEmpty()) {
			return;
		}
		lines.addAll(List.of("", "Last incidents"));
		for (Incident incident : incidents.subList(Math.max(0, incidents.size() - INCIDENTS), incidents.size())) {
			lines.add("%s ago: worker %d (pid %d) %s".formatted(since(incident.time()), incident.index(),
					incident.pid(), incident.cause()));
			if (incident.dump() != null) {
				lines.add("  " + incident.dump());
			}
		}
	}

	private String since(Instant time) {
		Duration duration = Duration.between(time, this.now);
		return Figures.duration(duration.isNegative() ? Duration.ZERO : duration);
	}

}
