package io.clusterboot.actuate;

import io.prometheus.metrics.model.registry.PrometheusRegistry;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.ConditionalOnEnabledMetricsExport;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusScrapeEndpoint;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the registry of Prometheus in a cluster.
 */
@AutoConfiguration(beforeName = "org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus."
		+ "PrometheusMetricsExportAutoConfiguration")
@ConditionalOnClass({ PrometheusRegistry.class, PrometheusScrapeEndpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnProperty(prefix = "cluster", name = "workers")
@ConditionalOnBooleanProperty(name = "cluster.enabled", matchIfMissing = true)
@ConditionalOnEnabledMetricsExport("prometheus")
@ConditionalOnAvailableEndpoint(endpoint = PrometheusScrapeEndpoint.class)
public final class ClusterPrometheusRegistryAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(PrometheusRegistry.class)
	GrowingCollectors clusterGrowingCollectors() {
		return new GrowingCollectors();
	}

	@Bean
	@ConditionalOnMissingBean
	PrometheusRegistry prometheusRegistry(GrowingCollectors collectors) {
		return collectors.registry();
	}

}
