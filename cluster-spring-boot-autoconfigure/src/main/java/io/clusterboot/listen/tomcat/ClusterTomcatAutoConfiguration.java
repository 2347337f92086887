package io.clusterboot.listen.tomcat;

import io.clusterboot.listen.AdoptedSocket;
import io.clusterboot.listen.DrainableServers;
import io.clusterboot.listen.ListenMode;
import io.clusterboot.listen.ReusePortSocket;
import io.clusterboot.listen.WorkerSocket;
import io.clusterboot.listen.tomcat.ClusterConnectorCustomizer.ListenAddress;
import io.clusterboot.os.FileDescriptors;
import org.apache.catalina.startup.Tomcat;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of a worker's Tomcat.
 */
@AutoConfiguration
@ConditionalOnClass({ Tomcat.class, TomcatWebServerFactory.class })
public final class ClusterTomcatAutoConfiguration {

	@Bean
	ClusterConnectorCustomizer clusterConnectorCustomizer(ObjectProvider<DrainableServers> servers) {
		return new ClusterConnectorCustomizer(servers, (address) -> socket(servers.getObject().mode(), address));
	}

	@Bean
	SlowRequestCustomizer clusterSlowRequestCustomizer(ObjectProvider<DrainableServers> servers,
			Environment environment) {
		return new SlowRequestCustomizer(servers, environment);
	}

	private static WorkerSocket socket(ListenMode mode, ListenAddress address) {
		return switch (mode) {
			case SHARED -> new AdoptedSocket(FileDescriptors.load()
				.orElseThrow(() -> new IllegalStateException("This worker has no native access to file descriptors, "
						+ "but its master had; cluster.listen=reuse-port needs none")));
			case REUSE_PORT -> new ReusePortSocket(address.address(), address.backlog());
		};
	}

}
