package io.clusterboot.master;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import io.clusterboot.ipc.Peer;
import io.clusterboot.metrics.GaugeRules;
import io.clusterboot.metrics.Metrics;
import io.clusterboot.metrics.MetricsFormat;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What all workers have counted, those that have ended included: totals never fall. Used
 * by the master's thread alone.
 */
/*
 * The end of a process and what it said last come on different ways. Its account is open
 * until its connection is closed, too.
 */
final class CounterLedger {

	private static final Log logger = LogFactory.getLog(CounterLedger.class);

	private static final GaugeRules NO_GAUGES = new GaugeRules(Map.of());

	private final Map<WorkerHandle, Tally> accounts = new IdentityHashMap<>();

	private final Map<WorkerHandle, Tally> ended = new IdentityHashMap<>();

	/*
	 * As text, which takes less of the heap: these live for months.
	 */
	private final SortedMap<Integer, String> retired = new TreeMap<>();

	/**
	 * Take in what a worker has counted.
	 */
	void counted(WorkerHandle worker, String text) {
		this.accounts.computeIfAbsent(worker, (key) -> new Tally(key.toString())).add(text);
	}

	/**
	 * Take in what a worker has counted that has ended.
	 */
	void counted(Peer peer, String text) {
		this.ended.forEach((worker, tally) -> {
			if (worker.isConnectedBy(peer)) {
				tally.add(text);
			}
		});
	}

	/**
	 * Take in that a worker's process has ended. One that never served never counted.
	 */
	void ended(WorkerHandle worker) {
		Tally tally = this.accounts.remove(worker);
		if (!worker.wasActive()) {
			return;
		}
		if (worker.isConnected()) {
			this.ended.put(worker, (tally != null) ? tally : new Tally(worker.toString()));
		}
		else if (tally != null) {
			retire(worker.index(), tally);
		}
	}

	/**
	 * Take in that somebody will say nothing any more.
	 */
	void closed(Peer peer) {
		this.ended.entrySet().removeIf((account) -> {
			boolean complete = account.getKey().isConnectedBy(peer);
			if (complete) {
				retire(account.getKey().index(), account.getValue());
			}
			return complete;
		});
	}

	private void retire(int index, Tally tally) {
		this.retired.compute(index, (key, total) -> add(total, tally));
	}

	/*
	 * Whatever is wrong with figures, supervision goes on.
	 */
	private static @Nullable String add(@Nullable String total, Tally tally) {
		String counted = tally.text();
		if (counted.isEmpty() || total == null) {
			return counted.isEmpty() ? total : counted;
		}
		try {
			return Metrics.merge(List.of(Metrics.parse(total), Metrics.parse(counted)), NO_GAUGES)
				.write(MetricsFormat.OPEN_METRICS);
		}
		catch (RuntimeException ex) {
			logger.error("What a worker that has ended had counted is lost", ex);
			return total;
		}
	}

	/**
	 * Return what a worker has counted that has not ended.
	 * @return OpenMetrics text, empty if it has counted nothing
	 */
	String of(WorkerHandle worker) {
		Tally tally = this.accounts.get(worker);
		return (tally != null) ? tally.text() : "";
	}

	/**
	 * Return what the workers of each index have counted that have ended.
	 * @return OpenMetrics text by index
	 */
	SortedMap<Integer, String> retired() {
		SortedMap<Integer, String> totals = new TreeMap<>(this.retired);
		this.ended.forEach((worker, tally) -> totals.compute(worker.index(), (index, total) -> add(total, tally)));
		return totals;
	}

}
