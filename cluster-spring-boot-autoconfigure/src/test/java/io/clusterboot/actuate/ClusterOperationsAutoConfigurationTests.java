package io.clusterboot.actuate;

import io.clusterboot.Cluster;
import io.clusterboot.relay.Gauging;
import io.clusterboot.relay.Respondent;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusOutputFormat;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusScrapeEndpoint;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterOperationsAutoConfiguration},
 * {@link ClusterPrometheusAutoConfiguration} and
 * {@link ClusterPrometheusRegistryAutoConfiguration}.
 */
class ClusterOperationsAutoConfigurationTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withBean(Cluster.class, FakeCluster::new)
		.withConfiguration(AutoConfigurations.of(ClusterOperationsAutoConfiguration.class,
				ClusterPrometheusAutoConfiguration.class, ClusterPrometheusRegistryAutoConfiguration.class,
				MetricsAutoConfiguration.class, PrometheusMetricsExportAutoConfiguration.class,
				EndpointAutoConfiguration.class));

	private final WebApplicationContextRunner clustered = this.runner.withPropertyValues("cluster.workers=2",
			"management.endpoints.web.exposure.include=*");

	@Test
	void beansAreThereInACluster() {
		this.clustered.run((context) -> assertThat(context).hasSingleBean(Respondent.class)
			.hasSingleBean(Gauging.class)
			.hasSingleBean(GrowingCollectors.class)
			.hasSingleBean(ClusterPrometheusExtension.class)
			.hasSingleBean(WorkerInvokerAdvisor.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "management.endpoints.web.exposure.include=*",
			"management.endpoints.web.exposure.include=*,cluster.workers=2,cluster.enabled=false" })
	void beansAreNotThereInAPlainApplication(String properties) {
		this.runner.withPropertyValues(properties.split(",(?=c)"))
			.run((context) -> assertThat(context).doesNotHaveBean(Respondent.class)
				.doesNotHaveBean(Gauging.class)
				.doesNotHaveBean(GrowingCollectors.class)
				.doesNotHaveBean(ClusterPrometheusExtension.class)
				.hasSingleBean(PrometheusScrapeEndpoint.class));
	}

	@Test
	void metricsWhenThereAreNoOtherWorkersAreThoseOfSpringBoot() {
		this.clustered.run((context) -> {
			byte[] all = context.getBean(PrometheusScrapeEndpoint.class)
				.scrape(PrometheusOutputFormat.CONTENT_TYPE_PROTOBUF, null)
				.getBody();
			assertThat(context.getBean(ClusterPrometheusExtension.class)
				.scrape(PrometheusOutputFormat.CONTENT_TYPE_PROTOBUF, null, null)
				.getBody()).isEqualTo(all);
		});
	}

	@Test
	void metricsWhenTheyAreNotExposedAreNotCounted() {
		this.runner.withPropertyValues("cluster.workers=2", "management.endpoints.web.exposure.include=health")
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(Respondent.class)
				.hasSingleBean(PrometheusRegistry.class)
				.doesNotHaveBean(Gauging.class)
				.doesNotHaveBean(GrowingCollectors.class));
	}

	@Test
	void metricsWhenTheLibraryIsAbsentAreNotThere() {
		this.clustered.withClassLoader(new FilteredClassLoader("io.prometheus", "io.micrometer.prometheusmetrics"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(Respondent.class)
				.doesNotHaveBean(Gauging.class));
	}

	@Test
	void nothingIsThereWithoutTheActuator() {
		this.clustered.withClassLoader(new FilteredClassLoader(Endpoint.class))
			.run((context) -> assertThat(context).doesNotHaveBean(Respondent.class)
				.doesNotHaveBean(RelayRegistration.class));
	}

	@Test
	void registryOfTheApplicationIsAskedForWhatGrows() {
		PrometheusRegistry own = new PrometheusRegistry();
		this.clustered.withBean(PrometheusRegistry.class, () -> own).run((context) -> {
			assertThat(context).doesNotHaveBean(GrowingCollectors.class);
			own.register(() -> CounterSnapshot.builder()
				.name("orders")
				.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder().value(3).build())
				.build());
			own.register(() -> GaugeSnapshot.builder()
				.name("queued")
				.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder().value(1).build())
				.build());
			assertThat(context.getBean(Gauging.class).growth()).contains("orders_total 3.0").doesNotContain("queued");
			assertThat(context.getBean(Gauging.class).growth()).doesNotContain("orders");
			assertThat(context.getBean(Gauging.class).read().all()).contains("queued 1.0", "orders_total 3.0");
		});
	}

}
