package io.clusterboot.listen.tomcat;

import io.clusterboot.listen.DrainableServers;
import io.clusterboot.listen.ReusePortSocket;
import org.apache.catalina.startup.Tomcat;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.context.annotation.Bean;

/**
 * A worker's Tomcat for the actuator, where that has a port of its own.
 */
/*
 * Only one socket can be inherited. On this port a connection that is lost when a worker
 * leaves is one of a monitoring system, which asks again.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@ConditionalOnClass({ Tomcat.class, TomcatWebServerFactory.class })
public final class ClusterManagementConfiguration {

	@Bean
	ClusterConnectorCustomizer clusterManagementConnectorCustomizer(ObjectProvider<DrainableServers> servers) {
		return new ClusterConnectorCustomizer(servers,
				(address) -> new ReusePortSocket(address.address(), address.backlog()));
	}

}
