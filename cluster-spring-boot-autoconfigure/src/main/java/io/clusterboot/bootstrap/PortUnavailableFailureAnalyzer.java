package io.clusterboot.bootstrap;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains a {@link PortUnavailableException}.
 */
class PortUnavailableFailureAnalyzer extends AbstractFailureAnalyzer<PortUnavailableException> {

	private static final int FIRST_UNPRIVILEGED = 1024;

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, PortUnavailableException cause) {
		return new FailureAnalysis(cause.getMessage() + ".", action(cause), cause);
	}

	private static String action(PortUnavailableException cause) {
		int port = cause.getAddress().getPort();
		if (port < FIRST_UNPRIVILEGED && port > 0) {
			return "Use a port from 1024 on, or allow this user to have port " + port
					+ " (CAP_NET_BIND_SERVICE, or sysctl net.ipv4.ip_unprivileged_port_start).";
		}
		return "Check that " + cause.getProperty().replace(".port", ".address") + " is an address of this machine.";
	}

}
