package io.clusterboot.worker;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

import io.clusterboot.listen.ListenMode;
import org.jspecify.annotations.Nullable;

/**
 * Who this worker is, as its master has told it through the environment.
 *
 * @param index 0-based index
 * @param generation generation of the deployment
 * @param count number of workers in the cluster
 * @param masterPid process id of the master
 * @param socket control socket of the master
 * @param token secret for the control socket
 * @param listen how the port is shared
 * @param port the port to serve
 * @param managementPort the port of the actuator, where it is a different one
 */
public record WorkerIdentity(int index, int generation, int count, long masterPid, Path socket, String token,
		ListenMode listen, int port, @Nullable Integer managementPort) {

	/**
	 * Name of the variable that holds the process id of the master.
	 */
	public static final String MASTER_PID = "CLUSTER_MASTER_PID";

	/**
	 * Read an identity.
	 * @param environment the environment of this process
	 * @return the identity, or empty if no master has given one
	 * @throws IllegalArgumentException if a part of it is missing
	 */
	public static Optional<WorkerIdentity> of(Map<String, String> environment) {
		if (!environment.containsKey(MASTER_PID)) {
			return Optional.empty();
		}
		String managementPort = environment.get("CLUSTER_WORKER_MANAGEMENT_PORT");
		return Optional.of(new WorkerIdentity(number(environment, "CLUSTER_WORKER_INDEX"),
				number(environment, "CLUSTER_WORKER_GENERATION"), number(environment, "CLUSTER_WORKER_COUNT"),
				Long.parseLong(text(environment, MASTER_PID)), Path.of(text(environment, "CLUSTER_SOCKET")),
				text(environment, "CLUSTER_TOKEN"), ListenMode.valueOf(text(environment, "CLUSTER_WORKER_LISTEN")),
				number(environment, "CLUSTER_WORKER_PORT"),
				(managementPort != null) ? Integer.valueOf(managementPort) : null));
	}

	private static int number(Map<String, String> environment, String name) {
		return Integer.parseInt(text(environment, name));
	}

	private static String text(Map<String, String> environment, String name) {
		String value = environment.get(name);
		if (value == null) {
			throw new IllegalArgumentException(
					MASTER_PID + " is set but " + name + " is not: both are for workers that a master has started");
		}
		return value;
	}

	/*
	 * The token is a secret, and records print all they have.
	 */
	@Override
	public String toString() {
		return "worker " + this.index + " of master " + this.masterPid;
	}

}
