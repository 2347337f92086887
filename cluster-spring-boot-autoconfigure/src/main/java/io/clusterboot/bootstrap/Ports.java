package io.clusterboot.bootstrap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import io.clusterboot.ClusterProperties.Listen;
import io.clusterboot.bootstrap.InvalidClusterConfigurationException.Violation;
import io.clusterboot.listen.PortHolder;
import io.clusterboot.listen.PortReservation;
import io.clusterboot.listen.SharedSocket;
import io.clusterboot.os.FileDescriptors;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindResult;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.env.Environment;

/**
 * The ports of the application, which the master takes before any worker starts.
 */
final class Ports {

	private static final Log logger = LogFactory.getLog(Ports.class);

	private static final Path MIGRATE_REQUESTS = Path.of("/proc/sys/net/ipv4/tcp_migrate_req");

	static final int DEFAULT_PORT = 8080;

	/*
	 * Tomcat's own default (AbstractEndpoint.acceptCount), which Boot keeps.
	 */
	private static final int DEFAULT_BACKLOG = 100;

	private final Environment environment;

	private final Listen listen;

	Ports(Environment environment, Listen listen) {
		this.environment = environment;
		this.listen = listen;
	}

	PortHolder application() {
		InetSocketAddress address = address("server", DEFAULT_PORT);
		int backlog = number("server.tomcat.accept-count").orElse(DEFAULT_BACKLOG);
		if (this.listen != Listen.REUSE_PORT) {
			Optional<FileDescriptors> descriptors = FileDescriptors.load();
			if (descriptors.isPresent()) {
				return open("server.port", address, () -> SharedSocket.open(address, backlog, descriptors.get()));
			}
			refuseIfSharedIsAMust();
		}
		warnOfReusePort();
		return open("server.port", address, () -> PortReservation.of(address));
	}

	/**
	 * Return the port of the actuator, {@code null} if it has none of its own.
	 */
	@Nullable PortHolder management() {
		Integer port = number("management.server.port").orElse(null);
		if (port == null || port < 0 || (port != 0 && port.equals(number("server.port").orElse(DEFAULT_PORT)))) {
			return null;
		}
		InetSocketAddress address = address("management.server", port);
		return open("management.server.port", address, () -> PortReservation.of(address));
	}

	private InetSocketAddress address(String prefix, int defaultPort) {
		int port = number(prefix + ".port").orElse(defaultPort);
		if (port < 0 || port > 65535) {
			throw new InvalidClusterConfigurationException(List.of(new Violation(prefix + ".port", port, "is no port",
					"Set " + prefix + ".port to a number from 0 to 65535.")), null);
		}
		InetAddress address = Binder.get(this.environment).bind(prefix + ".address", InetAddress.class).orElse(null);
		return (address != null) ? new InetSocketAddress(address, port) : new InetSocketAddress(port);
	}

	private BindResult<Integer> number(String property) {
		return Binder.get(this.environment).bind(property, Integer.class);
	}

	private PortHolder open(String property, InetSocketAddress address, PortOpener opener) {
		try {
			return opener.open();
		}
		catch (IOException ex) {
			PortInUseException.throwIfPortBindingException(ex, address::getPort);
			throw new PortUnavailableException(property, address, ex);
		}
	}

	private void refuseIfSharedIsAMust() {
		if (this.listen == Listen.SHARED) {
			throw new InvalidClusterConfigurationException(List.of(new Violation("cluster.listen", "shared",
					"does not work here: the native library of JNA could not be loaded",
					"Make sure that the directory for temporary files (java.io.tmpdir) allows libraries to be loaded "
							+ "from it, or set cluster.listen to auto or reuse-port.")),
					null);
		}
	}

	private static void warnOfReusePort() {
		logger.warn("Each worker listens by itself (cluster.listen=reuse-port): when a worker leaves, connections that "
				+ "wait in its queue are " + (migrates() ? "moved to another worker (net.ipv4.tcp_migrate_req=1)"
						: "reset, unless net.ipv4.tcp_migrate_req is set to 1 (Linux 5.14) before the start"));
	}

	private static boolean migrates() {
		try {
			return Files.readString(MIGRATE_REQUESTS).strip().equals("1");
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Takes a port.
	 */
	private interface PortOpener {

		PortHolder open() throws IOException;

	}

}
