package io.clusterboot.actuate;

import java.nio.file.Path;

import io.clusterboot.Cluster;
import io.clusterboot.ipc.RunPaths;
import io.clusterboot.relay.Colleagues;
import io.clusterboot.relay.Gauging;
import io.clusterboot.relay.Relay;
import io.clusterboot.relay.Respondent;
import io.clusterboot.worker.ClusterAutoConfiguration;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.jackson.EndpointJsonMapper;
import org.springframework.boot.actuate.endpoint.web.WebEndpointsSupplier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Auto-configuration of endpoints that are asked of another worker, or of all.
 */
/*
 * Whether this is a worker is asked when the beans are made: conditions are frozen when
 * an application is processed ahead of time, by a JVM that is no worker.
 */
@AutoConfiguration(after = { ClusterAutoConfiguration.class, EndpointAutoConfiguration.class })
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnProperty(prefix = "cluster", name = "workers")
@ConditionalOnBooleanProperty(name = "cluster.enabled", matchIfMissing = true)
public final class ClusterOperationsAutoConfiguration {

	@Bean
	SanitizingFunction clusterTokenSanitizer(Environment environment) {
		return new TokenSanitizer(environment.getProperty("CLUSTER_TOKEN"));
	}

	@Bean
	RelayRegistration clusterRelayRegistration(ObjectProvider<Relay> relay, ObjectProvider<Respondent> respondent,
			ObjectProvider<Gauging> gauging) {
		return new RelayRegistration(relay, respondent, gauging);
	}

	/**
	 * Questions by way of the web.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ JsonMapper.class, ServletRequestAttributes.class })
	@ConditionalOnWebApplication(type = Type.SERVLET)
	static class WebConfiguration {

		@Bean
		WebOperations clusterWebOperations(ObjectProvider<WebEndpointsSupplier> endpoints) {
			return new WebOperations(endpoints::getObject);
		}

		@Bean
		Outcomes clusterOutcomes(ObjectProvider<EndpointJsonMapper> endpointMapper,
				ObjectProvider<JsonMapper> applicationMapper, Environment environment) {
			JsonMapper mapper = applicationMapper.getIfAvailable(JsonMapper::new);
			EndpointJsonMapper endpoints = endpointMapper.getIfAvailable(() -> () -> mapper);
			return new Outcomes(endpoints.get(), mapper, new HandOver(dumps(environment)));
		}

		/*
		 * The control socket is in the run directory.
		 */
		private static Path dumps(Environment environment) {
			Path socket = Path.of(environment.getProperty("CLUSTER_SOCKET", "control.sock"));
			return new RunPaths(socket.toAbsolutePath().resolveSibling("")).dumps();
		}

		@Bean
		Respondent clusterRespondent(WebOperations operations, Outcomes outcomes) {
			return new OperationRespondent(operations, outcomes);
		}

		@Bean
		WorkerInvokerAdvisor clusterWorkerInvokerAdvisor(ObjectProvider<Colleagues> colleagues, Cluster cluster,
				WebOperations operations, Outcomes outcomes) {
			Colleagues others = colleagues.getIfAvailable();
			return new WorkerInvokerAdvisor(
					(others != null) ? new Switchboard(cluster, others, operations, outcomes) : null);
		}

	}

}
