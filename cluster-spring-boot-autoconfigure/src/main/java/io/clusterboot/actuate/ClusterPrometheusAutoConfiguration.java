package io.clusterboot.actuate;

import io.clusterboot.ClusterProperties;
import io.clusterboot.relay.Colleagues;
import io.clusterboot.relay.Gauging;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusScrapeEndpoint;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of metrics of all workers.
 */
/*
 * Where nobody can ask for metrics, nothing is counted for others either.
 */
@AutoConfiguration(afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus."
		+ "PrometheusMetricsExportAutoConfiguration")
@ConditionalOnClass({ PrometheusRegistry.class, PrometheusConfig.class, PrometheusScrapeEndpoint.class,
		ConditionalOnAvailableEndpoint.class })
@ConditionalOnProperty(prefix = "cluster", name = "workers")
@ConditionalOnBooleanProperty(name = "cluster.enabled", matchIfMissing = true)
@ConditionalOnBean({ PrometheusScrapeEndpoint.class, PrometheusRegistry.class })
public final class ClusterPrometheusAutoConfiguration {

	@Bean
	ClusterPrometheusExtension clusterPrometheusExtension(PrometheusScrapeEndpoint endpoint,
			ObjectProvider<Colleagues> colleagues, Environment environment) {
		Colleagues others = colleagues.getIfAvailable();
		return new ClusterPrometheusExtension(endpoint,
				(others != null) ? new ClusterMetrics(others,
						Binder.get(environment).bindOrCreate("cluster.metrics", ClusterProperties.Metrics.class))
						: null);
	}

	@Bean
	Gauging clusterGauging(PrometheusRegistry registry, ObjectProvider<GrowingCollectors> collectors,
			ObjectProvider<PrometheusConfig> config) {
		GrowingCollectors growing = collectors.getIfAvailable();
		PrometheusConfig prometheus = config.getIfAvailable();
		return new PrometheusGauging(registry, (growing != null) ? growing::collect : new NamedCollectors(registry),
				(prometheus != null) ? prometheus.prometheusProperties() : null);
	}

}
