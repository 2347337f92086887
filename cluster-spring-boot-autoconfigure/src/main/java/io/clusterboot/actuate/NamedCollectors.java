package io.clusterboot.actuate;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/**
 * What only grows in a registry that the application has made.
 */
/*
 * Gauges are known by their names once they were seen; collectors that have no name
 * before they are asked are asked each time.
 */
final class NamedCollectors implements Supplier<MetricSnapshots> {

	private final PrometheusRegistry registry;

	private final Set<String> others = ConcurrentHashMap.newKeySet();

	NamedCollectors(PrometheusRegistry registry) {
		this.registry = registry;
	}

	@Override
	public MetricSnapshots get() {
		MetricSnapshots snapshots = this.registry.scrape((name) -> !this.others.contains(name));
		snapshots.stream()
			.filter((snapshot) -> !GrowingCollectors.grows(snapshot))
			.forEach((snapshot) -> this.others.add(snapshot.getMetadata().getPrometheusName()));
		return new MetricSnapshots(snapshots.stream().filter(GrowingCollectors::grows).toList());
	}

}
