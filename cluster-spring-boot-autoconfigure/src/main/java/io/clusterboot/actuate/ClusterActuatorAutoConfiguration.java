package io.clusterboot.actuate;

import io.clusterboot.Cluster;
import io.clusterboot.ClusterProperties;
import io.clusterboot.worker.ClusterAutoConfiguration;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of what the actuator shows of the cluster.
 */
@AutoConfiguration(after = ClusterAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
public final class ClusterActuatorAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnAvailableEndpoint
	ClusterEndpoint clusterEndpoint(Cluster cluster) {
		return new ClusterEndpoint(cluster);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnAvailableEndpoint(endpoint = ClusterEndpoint.class)
	ClusterEndpointWebExtension clusterEndpointWebExtension(ClusterEndpoint endpoint) {
		return new ClusterEndpointWebExtension(endpoint);
	}

	@Bean
	@ConditionalOnMissingBean(name = "clusterInfoContributor")
	@ConditionalOnEnabledInfoContributor("cluster")
	InfoContributor clusterInfoContributor(Cluster cluster) {
		return new ClusterInfoContributor(cluster);
	}

	/**
	 * Health, where its module is present.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
	static class HealthConfiguration {

		@Bean
		@ConditionalOnMissingBean(name = "clusterHealthIndicator")
		@ConditionalOnEnabledHealthIndicator("cluster")
		HealthIndicator clusterHealthIndicator(Cluster cluster, Environment environment) {
			return new ClusterHealthIndicator(cluster,
					Binder.get(environment).bindOrCreate("cluster.health", ClusterProperties.Health.class).minimum());
		}

	}

}
