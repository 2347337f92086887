package io.clusterboot.metrics;

import java.time.Duration;
import java.util.stream.LongStream;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.StateSetSnapshot;
import io.prometheus.metrics.model.snapshots.StateSetSnapshot.StateSetDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Unit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that {@link Metrics} understand the client of Prometheus, and write as it does.
 */
class PrometheusClientTests {

	static LongStream seeds() {
		return MetricsPropertyTests.seeds();
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void writeIsWhatTheClientWritesItself(long seed) {
		assertSameAsClient(new GeneratedMetrics(seed).snapshots());
	}

	@Test
	void writeWhenRegistryIsMicrometersIsWhatTheClientWritesItself() {
		PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
		new JvmInfoMetrics().bindTo(registry);
		new JvmMemoryMetrics().bindTo(registry);
		new JvmThreadMetrics().bindTo(registry);
		new ProcessorMetrics().bindTo(registry);
		registry.counter("shop.orders", "kind", "a\"b\\c\nd é").increment();
		Gauge.builder("shop.queue.length", () -> 3)
			.description("Orders \\ that\nwait")
			.baseUnit("bytes")
			.register(registry);
		FunctionCounter.builder("shop.visits.total", "", (any) -> 1e10).register(registry);
		Timer.builder("http.server.requests")
			.publishPercentileHistogram()
			.register(registry)
			.record(Duration.ofMillis(5));
		Timer.builder("http.client.requests")
			.publishPercentiles(0.5, 0.99)
			.register(registry)
			.record(Duration.ofMillis(5));
		LongTaskTimer.builder("shop.imports").serviceLevelObjectives(Duration.ofSeconds(1)).register(registry).start();
		assertSameAsClient(registry.getPrometheusRegistry().scrape());
	}

	@Test
	void writeWhenThereAreStatesAndUnitsIsWhatTheClientWritesItself() {
		StateSetDataPointSnapshot states = StateSetDataPointSnapshot.builder()
			.state("down", false)
			.state("up", true)
			.build();
		CounterDataPointSnapshot count = CounterDataPointSnapshot.builder().value(3).build();
		assertSameAsClient(MetricSnapshots.of(StateSetSnapshot.builder().name("shop").dataPoint(states).build(),
				CounterSnapshot.builder().name("work").unit(Unit.SECONDS).dataPoint(count).build()));
	}

	@Test
	void parseWhenMomentsOfCreationAreThereLeavesThemOut() {
		MetricSnapshots snapshots = new GeneratedMetrics(1).snapshots();
		OpenMetricsTextFormatWriter writer = OpenMetricsTextFormatWriter.builder()
			.setCreatedTimestampsEnabled(true)
			.build();
		String text = GeneratedMetrics.write(writer, snapshots);
		assertThat(text).contains("_created");
		assertThat(Metrics.parse(text))
			.isEqualTo(Metrics.parse(GeneratedMetrics.write(OpenMetricsTextFormatWriter.create(), snapshots)));
	}

	private static void assertSameAsClient(MetricSnapshots snapshots) {
		String text = GeneratedMetrics.write(OpenMetricsTextFormatWriter.create(), snapshots);
		Metrics metrics = Metrics.parse(text);
		assertThat(metrics.write(MetricsFormat.OPEN_METRICS)).isEqualTo(text);
		assertThat(metrics.write(MetricsFormat.PROMETHEUS))
			.isEqualTo(GeneratedMetrics.write(PrometheusTextFormatWriter.create(), snapshots));
	}

}
