package io.clusterboot.actuate;

import java.util.Map;

import io.clusterboot.Cluster;
import io.clusterboot.WorkerState;
import io.clusterboot.worker.ClusterAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.application.AvailabilityHealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterActuatorAutoConfiguration}.
 */
class ClusterActuatorAutoConfigurationTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ClusterActuatorAutoConfiguration.class));

	private final FakeCluster cluster = new FakeCluster();

	private final WebApplicationContextRunner clustered = this.runner.withBean(Cluster.class, () -> this.cluster);

	@Test
	void endpointIsThereWhenItIsExposed() {
		this.clustered.withPropertyValues("management.endpoints.web.exposure.include=cluster")
			.run((context) -> assertThat(context).hasSingleBean(ClusterEndpoint.class)
				.hasSingleBean(ClusterEndpointWebExtension.class));
	}

	@Test
	void endpointIsThereInAPlainApplicationAsWell() {
		this.runner.withConfiguration(AutoConfigurations.of(ClusterAutoConfiguration.class))
			.withPropertyValues("management.endpoints.web.exposure.include=*")
			.run((context) -> assertThat(context.getBean(ClusterEndpoint.class).cluster().wanted()).isOne());
	}

	@Test
	void endpointIsNotThereWhenItIsNotExposed() {
		this.clustered.run((context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean(ClusterEndpoint.class)
			.doesNotHaveBean(ClusterEndpointWebExtension.class));
	}

	@Test
	void endpointIsNotThereWithoutAccess() {
		this.clustered
			.withPropertyValues("management.endpoints.web.exposure.include=*",
					"management.endpoint.cluster.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(ClusterEndpoint.class));
	}

	@Test
	void beansBackOffForTheApplicationsOwn() {
		ClusterEndpoint endpoint = new ClusterEndpoint(this.cluster);
		ClusterEndpointWebExtension extension = new ClusterEndpointWebExtension(endpoint);
		InfoContributor info = (builder) -> builder.withDetail("own", true);
		HealthIndicator health = () -> Health.up().build();
		this.clustered.withPropertyValues("management.endpoints.web.exposure.include=*")
			.withBean(ClusterEndpoint.class, () -> endpoint)
			.withBean(ClusterEndpointWebExtension.class, () -> extension)
			.withBean("clusterInfoContributor", InfoContributor.class, () -> info)
			.withBean("clusterHealthIndicator", HealthIndicator.class, () -> health)
			.run((context) -> {
				assertThat(context).getBean(ClusterEndpoint.class).isSameAs(endpoint);
				assertThat(context).getBean(ClusterEndpointWebExtension.class).isSameAs(extension);
				assertThat(context).getBean("clusterInfoContributor").isSameAs(info);
				assertThat(context).getBean("clusterHealthIndicator").isSameAs(health);
			});
	}

	@Test
	void nothingIsThereWithoutTheActuator() {
		this.clustered.withClassLoader(new FilteredClassLoader(Endpoint.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(ClusterEndpoint.class)
				.doesNotHaveBean(InfoContributor.class)
				.doesNotHaveBean(HealthIndicator.class));
	}

	@Test
	void healthIsNotThereWithoutItsModule() {
		this.clustered.withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasBean("clusterInfoContributor")
				.doesNotHaveBean("clusterHealthIndicator"));
	}

	@ParameterizedTest
	@CsvSource({ "management.health.cluster.enabled, clusterHealthIndicator",
			"management.health.defaults.enabled, clusterHealthIndicator",
			"management.info.cluster.enabled, clusterInfoContributor",
			"management.info.defaults.enabled, clusterInfoContributor" })
	void contributorIsNotThereWhenItIsDisabled(String property, String bean) {
		this.clustered.run((context) -> assertThat(context).hasBean(bean));
		this.clustered.withPropertyValues(property + "=false")
			.run((context) -> assertThat(context).doesNotHaveBean(bean));
	}

	@Test
	void healthWhenAWorkerIsMissingIsOutOfService() {
		this.clustered.run((context) -> {
			Health health = health(context.getBean("clusterHealthIndicator", HealthIndicator.class));
			assertThat(health.getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
			assertThat(health.getDetails()).containsEntry("wanted", 2)
				.containsEntry("active", 1L)
				.extractingByKey("workers")
				.hasToString("[Worker[index=0, state=ACTIVE, reason=null, since=null], "
						+ "Worker[index=1, state=STARTING, reason=killed by SIGKILL, since=2026-01-02T04:04:05Z]]");
		});
	}

	@Test
	void healthWhenFewerServeThanTheMinimumIsDown() {
		this.clustered.withPropertyValues("cluster.health.minimum=2")
			.run((context) -> assertThat(
					health(context.getBean("clusterHealthIndicator", HealthIndicator.class)).getStatus())
				.isEqualTo(Status.DOWN));
		this.cluster.become(WorkerState.DRAINING);
		this.clustered.run((context) -> assertThat(
				health(context.getBean("clusterHealthIndicator", HealthIndicator.class)).getStatus())
			.isEqualTo(Status.DOWN));
	}

	@Test
	void healthOfAPlainApplicationIsUp() {
		this.runner.withConfiguration(AutoConfigurations.of(ClusterAutoConfiguration.class))
			.run((context) -> assertThat(
					health(context.getBean("clusterHealthIndicator", HealthIndicator.class)).getStatus())
				.isEqualTo(Status.UP));
	}

	@Test
	void readinessAndLivenessWhenAWorkerIsMissingStayAsTheyAre() {
		this.clustered
			.withConfiguration(AutoConfigurations.of(HealthContributorRegistryAutoConfiguration.class,
					HealthEndpointAutoConfiguration.class, AvailabilityHealthContributorAutoConfiguration.class,
					AvailabilityProbesAutoConfiguration.class, EndpointAutoConfiguration.class,
					ApplicationAvailabilityAutoConfiguration.class))
			.withPropertyValues("management.endpoint.health.probes.enabled=true",
					"management.endpoints.web.exposure.include=health")
			.run((context) -> {
				AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
				AvailabilityChangeEvent.publish(context, LivenessState.CORRECT);
				HealthEndpoint endpoint = context.getBean(HealthEndpoint.class);
				assertThat(statusOf(endpoint)).isEqualTo(Status.OUT_OF_SERVICE);
				assertThat(statusOf(endpoint, "readiness")).isEqualTo(Status.UP);
				assertThat(statusOf(endpoint, "liveness")).isEqualTo(Status.UP);
			});
	}

	private static Status statusOf(HealthEndpoint endpoint, String... path) {
		HealthDescriptor health = endpoint.healthForPath(path);
		assertThat(health).isNotNull();
		return health.getStatus();
	}

	@Test
	void healthIsDownWhenTheMasterDoesNotAnswer() {
		this.cluster.becomeUnavailable();
		this.clustered.run((context) -> {
			Health health = health(context.getBean("clusterHealthIndicator", HealthIndicator.class));
			assertThat(health.getStatus()).isEqualTo(Status.DOWN);
			assertThat(health.getDetails()).extractingByKey("error")
				.asString()
				.contains("The master (pid 100) did not answer within 1000ms");
		});
	}

	@Test
	void infoTellsWhichWorkerAnswers() {
		this.clustered.run((context) -> {
			Info.Builder builder = new Info.Builder();
			context.getBean(InfoContributor.class).contribute(builder);
			assertThat(builder.build().getDetails())
				.isEqualTo(Map.of("cluster", Map.of("clustered", true, "index", 1, "count", 2, "generation", 3)));
		});
	}

	private static Health health(HealthIndicator indicator) {
		Health health = indicator.health();
		assertThat(health).isNotNull();
		return health;
	}

}
