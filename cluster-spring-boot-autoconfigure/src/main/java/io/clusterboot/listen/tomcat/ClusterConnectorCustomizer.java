package io.clusterboot.listen.tomcat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Function;

import io.clusterboot.listen.DrainableServers;
import io.clusterboot.listen.WorkerSocket;
import org.apache.catalina.connector.Connector;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

/**
 * Puts a Tomcat on a socket that is shared with other workers; does nothing in a plain
 * application.
 */
final class ClusterConnectorCustomizer implements WebServerFactoryCustomizer<TomcatWebServerFactory>, Ordered {

	private final ObjectProvider<DrainableServers> servers;

	private final Function<ListenAddress, WorkerSocket> sockets;

	ClusterConnectorCustomizer(ObjectProvider<DrainableServers> servers,
			Function<ListenAddress, WorkerSocket> sockets) {
		this.servers = servers;
		this.sockets = sockets;
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void customize(TomcatWebServerFactory factory) {
		this.servers.ifAvailable((servers) -> share(factory, servers));
	}

	private void share(TomcatWebServerFactory factory, DrainableServers servers) {
		if (!TomcatWebServerFactory.DEFAULT_PROTOCOL.equals(factory.getProtocol())) {
			throw new IllegalStateException("Tomcat's protocol " + factory.getProtocol()
					+ " cannot share a port with other workers; the cluster needs "
					+ TomcatWebServerFactory.DEFAULT_PROTOCOL + ", which is the default");
		}
		factory.setProtocol(ClusterHttp11NioProtocol.class.getName());
		factory.addConnectorCustomizers((connector) -> share(connector, servers));
	}

	private void share(Connector connector, DrainableServers servers) {
		if (connector.getProtocolHandler() instanceof ClusterHttp11NioProtocol protocol) {
			protocol.setSocket(
					this.sockets.apply(new ListenAddress(address(protocol, connector), protocol.getAcceptCount())));
			servers.add(new TomcatServer(protocol));
		}
	}

	private static InetSocketAddress address(ClusterHttp11NioProtocol protocol, Connector connector) {
		InetAddress address = protocol.getAddress();
		return (address != null) ? new InetSocketAddress(address, connector.getPort())
				: new InetSocketAddress(connector.getPort());
	}

	/**
	 * Where a connector is to listen.
	 *
	 * @param address the address
	 * @param backlog length of the queue of connections to be accepted
	 */
	record ListenAddress(InetSocketAddress address, int backlog) {
	}

}
