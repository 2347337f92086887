package io.clusterboot.actuate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Collectors of a registry that have something which only grows.
 */
/*
 * A registry selects collectors by their names, but those of Micrometer have none before
 * they are asked. So it is remembered which of them are to be asked at all.
 */
final class GrowingCollectors {

	private final Map<Object, Supplier<List<MetricSnapshot>>> collectors = new ConcurrentHashMap<>();

	private final PrometheusRegistry registry = observedRegistry();

	/*
	 * It has no name, because annotation processors look at the annotations of each named
	 * class and those it extends, and not all of these are on the class path.
	 */
	private PrometheusRegistry observedRegistry() {
		return new PrometheusRegistry() {

			@Override
			public void register(Collector collector) {
				super.register(collector);
				GrowingCollectors.this.collectors.put(collector, () -> listOf(collector.collect()));
			}

			@Override
			public void register(MultiCollector collector) {
				super.register(collector);
				GrowingCollectors.this.collectors.put(collector, () -> collector.collect().stream().toList());
			}

			@Override
			public void unregister(Collector collector) {
				super.unregister(collector);
				GrowingCollectors.this.collectors.remove(collector);
			}

			@Override
			public void unregister(MultiCollector collector) {
				super.unregister(collector);
				GrowingCollectors.this.collectors.remove(collector);
			}

			@Override
			public void clear() {
				super.clear();
				GrowingCollectors.this.collectors.clear();
			}

		};
	}

	private static List<MetricSnapshot> listOf(@Nullable MetricSnapshot snapshot) {
		return (snapshot != null) ? List.of(snapshot) : List.of();
	}

	/**
	 * Return the registry they are registered with.
	 * @return the registry
	 */
	PrometheusRegistry registry() {
		return this.registry;
	}

	/**
	 * Ask them what only grows. Gauges of the application are not called.
	 * @return counters, histograms and summaries
	 */
	MetricSnapshots collect() {
		List<MetricSnapshot> grown = new ArrayList<>();
		this.collectors.forEach((collector, snapshots) -> {
			List<MetricSnapshot> all = snapshots.get();
			List<MetricSnapshot> growing = all.stream().filter(GrowingCollectors::grows).toList();
			grown.addAll(growing);
			if (growing.isEmpty() && !all.isEmpty()) {
				this.collectors.remove(collector);
			}
		});
		return new MetricSnapshots(grown);
	}

	static boolean grows(MetricSnapshot snapshot) {
		return snapshot instanceof CounterSnapshot || snapshot instanceof SummarySnapshot
				|| (snapshot instanceof HistogramSnapshot histogram && !histogram.isGaugeHistogram());
	}

}
