package io.clusterboot.actuate;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

import io.clusterboot.ClusterUnavailableException;
import io.clusterboot.metrics.MalformedMetricsException;
import io.clusterboot.metrics.Metrics;
import io.clusterboot.metrics.MetricsFormat;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusOutputFormat;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusScrapeEndpoint;
import org.springframework.util.MimeTypeUtils;

/**
 * Lets any worker give Prometheus the metrics of all of them.
 */
@EndpointWebExtension(endpoint = PrometheusScrapeEndpoint.class)
public class ClusterPrometheusExtension {

	private final PrometheusScrapeEndpoint endpoint;

	private final @Nullable ClusterMetrics metrics;

	ClusterPrometheusExtension(PrometheusScrapeEndpoint endpoint, @Nullable ClusterMetrics metrics) {
		this.endpoint = endpoint;
		this.metrics = metrics;
	}

	/**
	 * Return the metrics of all workers.
	 * @param format the format that the client wants most; OpenMetrics stands in for the
	 * binary one
	 * @param includedNames names of families, {@code null} for all
	 * @param worker index of the only worker that counts, {@code null} for all
	 * @return the metrics; 404 if there is no such worker, 503 if the master does not
	 * answer, or what a worker has said cannot be read: without it, totals would fall
	 */
	@ReadOperation(producesFrom = PrometheusOutputFormat.class)
	public WebEndpointResponse<byte[]> scrape(PrometheusOutputFormat format, @Nullable Set<String> includedNames,
			@Nullable Integer worker) {
		if (this.metrics == null) {
			return this.endpoint.scrape(format, includedNames);
		}
		try {
			Optional<Metrics> metrics = (worker != null) ? this.metrics.of(worker) : Optional.of(this.metrics.ofAll());
			return metrics.map((all) -> written(only(all, includedNames), format))
				.orElseGet(() -> problem(WebEndpointResponse.STATUS_NOT_FOUND,
						"worker: " + worker + " does not serve; the cluster endpoint lists those that do"));
		}
		catch (ClusterUnavailableException | MalformedMetricsException ex) {
			return problem(WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE, String.valueOf(ex.getMessage()));
		}
	}

	private static Metrics only(Metrics metrics, @Nullable Set<String> includedNames) {
		return (includedNames != null) ? metrics.only(includedNames::contains) : metrics;
	}

	private static WebEndpointResponse<byte[]> written(Metrics metrics, PrometheusOutputFormat format) {
		boolean plain = format == PrometheusOutputFormat.CONTENT_TYPE_004;
		String text = metrics.write(plain ? MetricsFormat.PROMETHEUS : MetricsFormat.OPEN_METRICS);
		return new WebEndpointResponse<>(text.getBytes(StandardCharsets.UTF_8),
				plain ? format : PrometheusOutputFormat.CONTENT_TYPE_OPENMETRICS_100);
	}

	private static WebEndpointResponse<byte[]> problem(int status, String reason) {
		return new WebEndpointResponse<>(reason.getBytes(StandardCharsets.UTF_8), status, MimeTypeUtils.TEXT_PLAIN);
	}

}
