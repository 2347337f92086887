package io.clusterboot.sample.harness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts what the clients of a load see; safe for all of them at once.
 */
final class LoadRecorder {

	private static final int MAX_FAILURES = 20;

	private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);

	private final Map<HttpConnection.Idle, Long> idle = new EnumMap<>(HttpConnection.Idle.class);

	private final Map<Integer, Long> perWorker = new TreeMap<>();

	private final Map<String, Map<String, Sighting>> perClient = new TreeMap<>();

	private final List<Failure> failures = new ArrayList<>();

	private final Latencies latencies = new Latencies();

	private long perhapsNeverAccepted;

	private long connections;

	synchronized void connected() {
		this.connections++;
	}

	synchronized void idleEnded(HttpConnection.Idle end) {
		this.idle.merge(end, 1L, Long::sum);
	}

	synchronized void answered(String client, int worker, String version, long begun) {
		long now = System.nanoTime();
		this.outcomes.merge(Outcome.OK, 1L, Long::sum);
		this.perWorker.merge(worker, 1L, Long::sum);
		this.latencies.record(now - begun);
		this.perClient.computeIfAbsent(client, (name) -> new TreeMap<>())
			.merge(version, new Sighting(client, version, 1, now, now, begun), Sighting::and);
	}

	synchronized void failed(Failure failure) {
		this.outcomes.merge(failure.outcome(), 1L, Long::sum);
		if (failure.isPerhapsNeverAccepted()) {
			this.perhapsNeverAccepted++;
		}
		if (this.failures.size() < MAX_FAILURES) {
			this.failures.add(failure);
		}
	}

	synchronized long count(Outcome outcome) {
		return this.outcomes.getOrDefault(outcome, 0L);
	}

	synchronized HttpLoad.Report report(Duration elapsed) {
		Latencies.Summary summary = this.latencies.summary();
		return new HttpLoad.Report(elapsed, Map.copyOf(this.outcomes), new TreeMap<>(this.perWorker), sightings(),
				this.perhapsNeverAccepted, this.connections, this.idle.getOrDefault(HttpConnection.Idle.CLOSED, 0L),
				this.idle.getOrDefault(HttpConnection.Idle.RESET, 0L),
				this.idle.getOrDefault(HttpConnection.Idle.SURPLUS, 0L), Duration.ofNanos(summary.p50()),
				Duration.ofNanos(summary.p99()), Duration.ofNanos(summary.max()), List.copyOf(this.failures));
	}

	private List<Sighting> sightings() {
		return this.perClient.values().stream().flatMap((versions) -> versions.values().stream()).toList();
	}

}
