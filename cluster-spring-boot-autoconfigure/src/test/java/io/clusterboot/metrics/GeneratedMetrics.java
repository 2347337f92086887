package io.clusterboot.metrics;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplar;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Quantile;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot;
import io.prometheus.metrics.model.snapshots.UnknownSnapshot.UnknownDataPointSnapshot;

/**
 * Metrics of a process that never was, of all types and with all kinds of text. Families
 * of one seed fit those of another. Numbers add up without rounding.
 */
final class GeneratedMetrics {

	private static final String[] TEXTS = { "a", "z", "", " ", "two words", "say \"so\"", "back\\slash", "\\", "\\\"",
			"new\nline", "\\n", "{x=\"y\"}", "a,b=\"c\"", " # {trace_id=\"0\"} 1", "Grüße", "☃", "😀", "x".repeat(2000),
			"\r", "\t", "}" };

	private static final String[] LABELS = { "a", "le_", "kind", "uri", "worker", "zone" };

	private static final double[] BOUNDS = { 0.005, 0.1, 1, 2.5, 1e3, 1e10 };

	private final Random random;

	GeneratedMetrics(long seed) {
		this.random = new Random(seed);
	}

	Metrics next() {
		return Metrics.parse(write(OpenMetricsTextFormatWriter.create(), snapshots()));
	}

	List<Metrics> next(int count) {
		return IntStream.range(0, count).mapToObj((i) -> next()).toList();
	}

	static String write(ExpositionFormatWriter writer, MetricSnapshots snapshots) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		try {
			writer.write(out, snapshots);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return out.toString(StandardCharsets.UTF_8);
	}

	MetricSnapshots snapshots() {
		List<MetricSnapshot> snapshots = new ArrayList<>();
		for (int i = 0; i < 16; i++) {
			if (this.random.nextInt(4) > 0) {
				snapshots.add(snapshot(i));
			}
		}
		return new MetricSnapshots(snapshots);
	}

	private MetricSnapshot snapshot(int family) {
		MetricMetadata metadata = new MetricMetadata("family_" + family + ((family % 3 == 0) ? "_max" : ""),
				TEXTS[family % TEXTS.length]);
		Collection<Labels> series = series();
		return switch (family % 7) {
			case 0 -> new GaugeSnapshot(metadata, series.stream().map(this::gauge).toList());
			case 1 -> new CounterSnapshot(metadata, series.stream().map(this::counter).toList());
			case 2 -> new HistogramSnapshot(metadata, series.stream().map(this::histogram).toList());
			case 3 -> new SummarySnapshot(metadata, series.stream().map(this::summary).toList());
			case 4 -> new InfoSnapshot(metadata, series.stream().map(InfoDataPointSnapshot::new).toList());
			case 5 -> new UnknownSnapshot(metadata,
					series.stream().map((labels) -> new UnknownDataPointSnapshot(number(), labels, null)).toList());
			default -> new HistogramSnapshot(true, metadata, series.stream().map(this::histogram).toList());
		};
	}

	private Collection<Labels> series() {
		Map<String, Labels> series = new LinkedHashMap<>();
		for (int i = this.random.nextInt(6); i >= 0; i--) {
			Labels labels = Labels.EMPTY;
			for (String name : new TreeSet<>(List.of(any(LABELS), any(LABELS)))) {
				labels = labels.add(name, any(TEXTS));
			}
			series.put(labels.toString(), labels);
		}
		return series.values();
	}

	private GaugeDataPointSnapshot gauge(Labels labels) {
		double value = switch (this.random.nextInt(6)) {
			case 0 -> Double.NaN;
			case 1 -> Double.POSITIVE_INFINITY;
			case 2 -> -number();
			default -> number();
		};
		return new GaugeDataPointSnapshot(value, labels, null);
	}

	private CounterDataPointSnapshot counter(Labels labels) {
		return new CounterDataPointSnapshot(number(), labels, exemplar(), 1_000L);
	}

	private HistogramDataPointSnapshot histogram(Labels labels) {
		List<Double> bounds = new ArrayList<>();
		for (double bound : BOUNDS) {
			if (this.random.nextBoolean()) {
				bounds.add(bound);
			}
		}
		bounds.add(Double.POSITIVE_INFINITY);
		List<Long> counts = bounds.stream().map((bound) -> (long) this.random.nextInt(1000)).toList();
		HistogramDataPointSnapshot.Builder builder = HistogramDataPointSnapshot.builder()
			.labels(labels)
			.classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, counts))
			.exemplars(Exemplars.of(exemplar()));
		return builder.sum(number()).build();
	}

	private SummaryDataPointSnapshot summary(Labels labels) {
		Quantiles quantiles = this.random.nextBoolean() ? Quantiles.EMPTY
				: Quantiles.of(new Quantile(0.5, number()), new Quantile(0.99, Double.NaN));
		return SummaryDataPointSnapshot.builder()
			.labels(labels)
			.quantiles(quantiles)
			.count(this.random.nextInt(1000))
			.sum(number())
			.build();
	}

	private Exemplar exemplar() {
		return Exemplar.builder()
			.value(number())
			.traceId(Integer.toHexString(this.random.nextInt()))
			.timestampMillis(1 + this.random.nextInt(100_000_000))
			.build();
	}

	private double number() {
		return this.random.nextInt(1 << 20) / 8.0;
	}

	private <T> T any(T[] all) {
		return all[this.random.nextInt(all.length)];
	}

}
