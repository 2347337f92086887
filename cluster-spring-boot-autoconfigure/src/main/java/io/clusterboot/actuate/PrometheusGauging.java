package io.clusterboot.actuate;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.function.Supplier;

import io.clusterboot.metrics.Metrics;
import io.clusterboot.metrics.MetricsFormat;
import io.clusterboot.relay.Gauging;
import io.prometheus.metrics.config.PrometheusPropertiesLoader;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import org.jspecify.annotations.Nullable;

/**
 * What this worker measures, from the registry of Prometheus.
 */
final class PrometheusGauging implements Gauging {

	private final PrometheusRegistry registry;

	private final OpenMetricsTextFormatWriter writer;

	private final Supplier<MetricSnapshots> growing;

	private Metrics told = Metrics.NONE;

	/**
	 * Create it.
	 * @param registry the registry
	 * @param growing returns what only grows
	 * @param exporterProperties how metrics are written, as Spring Boot's endpoint has it
	 */
	PrometheusGauging(PrometheusRegistry registry, Supplier<MetricSnapshots> growing,
			@Nullable Properties exporterProperties) {
		this.registry = registry;
		this.growing = growing;
		this.writer = ExpositionFormats
			.init((exporterProperties != null) ? PrometheusPropertiesLoader.load(exporterProperties)
					: PrometheusPropertiesLoader.load())
			.getOpenMetricsTextFormatWriter();
	}

	@Override
	public Reading read() {
		String all = text(this.registry.scrape());
		return new Reading(all, growth(all));
	}

	@Override
	public String growth() {
		return growth(text(this.growing.get()));
	}

	private String growth(String text) {
		Metrics totals = Metrics.parse(text).totals();
		Metrics growth = totals.since(this.told);
		this.told = totals;
		return growth.isEmpty() ? "" : growth.write(MetricsFormat.OPEN_METRICS);
	}

	private String text(MetricSnapshots snapshots) {
		try (ByteArrayOutputStream output = new ByteArrayOutputStream()) {
			this.writer.write(output, snapshots);
			return output.toString(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Writing metrics failed", ex);
		}
	}

}
