package io.clusterboot.listen.tomcat;

import java.time.Duration;

import io.clusterboot.listen.DrainableServers;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.env.Environment;

/**
 * Lets the Tomcat of a worker log slow requests, if that is wanted; does nothing in a
 * plain application.
 */
final class SlowRequestCustomizer implements WebServerFactoryCustomizer<TomcatWebServerFactory> {

	private final ObjectProvider<DrainableServers> servers;

	private final Environment environment;

	SlowRequestCustomizer(ObjectProvider<DrainableServers> servers, Environment environment) {
		this.servers = servers;
		this.environment = environment;
	}

	@Override
	public void customize(TomcatWebServerFactory factory) {
		this.servers.ifAvailable((servers) -> Binder.get(this.environment)
			.bind("cluster.slow-request", Duration.class)
			.ifBound((limit) -> factory.addEngineValves(new SlowRequestValve(limit))));
	}

}
