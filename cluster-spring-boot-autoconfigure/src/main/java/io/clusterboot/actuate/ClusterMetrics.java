package io.clusterboot.actuate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.clusterboot.ClusterProperties;
import io.clusterboot.ClusterProperties.Aggregation;
import io.clusterboot.ipc.Speaker.Kind;
import io.clusterboot.metrics.GaugeRules;
import io.clusterboot.metrics.Metrics;
import io.clusterboot.relay.Colleagues;
import io.clusterboot.relay.Statement;

/**
 * The metrics of all workers.
 */
final class ClusterMetrics {

	private final Colleagues colleagues;

	private final Aggregation aggregation;

	private final GaugeRules rules;

	ClusterMetrics(Colleagues colleagues, ClusterProperties.Metrics properties) {
		this.colleagues = colleagues;
		this.aggregation = properties.aggregation();
		this.rules = new GaugeRules(properties.gauges());
	}

	/**
	 * Return the metrics of all workers, and of the cluster itself.
	 * @return the metrics
	 */
	Metrics ofAll() {
		List<Statement> said = this.colleagues.collect();
		List<Metrics> all = new ArrayList<>();
		if (this.aggregation == Aggregation.SUM) {
			all.add(merged(ofWorkers(said)));
		}
		else {
			byIndex(said).forEach((index, statements) -> all.add(labelled(index, statements)));
		}
		said.stream().filter((statement) -> isOf(Kind.MASTER, statement)).map(this::metrics).forEach(all::add);
		return Metrics.union(all);
	}

	/**
	 * Return the metrics of one worker.
	 * @param worker its index
	 * @return the metrics, or empty if there is no such worker
	 */
	Optional<Metrics> of(int worker) {
		List<Statement> said = ofWorkers(this.colleagues.collect()).stream()
			.filter((statement) -> statement.speaker().index() == worker)
			.toList();
		if (said.stream().allMatch((statement) -> isOf(Kind.RETIRED, statement))) {
			return Optional.empty();
		}
		return Optional.of((this.aggregation == Aggregation.SUM) ? merged(said) : labelled(worker, said));
	}

	/*
	 * Those who serve come first, whose help texts count.
	 */
	private static List<Statement> ofWorkers(List<Statement> said) {
		return said.stream()
			.filter((statement) -> !isOf(Kind.MASTER, statement))
			.sorted(Comparator.comparing((statement) -> statement.speaker().kind()))
			.toList();
	}

	private static SortedMap<Integer, List<Statement>> byIndex(List<Statement> said) {
		return ofWorkers(said).stream()
			.collect(Collectors.groupingBy((statement) -> statement.speaker().index(), TreeMap::new,
					Collectors.toList()));
	}

	private Metrics labelled(int index, List<Statement> said) {
		return merged(said).labelled("worker", String.valueOf(index));
	}

	private Metrics merged(List<Statement> said) {
		return Metrics.merge(said.stream().map(this::metrics).toList(), this.rules);
	}

	private Metrics metrics(Statement statement) {
		return statement.text().isEmpty() ? Metrics.NONE : Metrics.parse(statement.text());
	}

	private static boolean isOf(Kind kind, Statement statement) {
		return statement.speaker().kind() == kind;
	}

}
