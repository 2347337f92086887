package io.clusterboot.bootstrap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

import io.clusterboot.worker.WorkerName;

/**
 * What tells the telemetry of one worker from that of the others where each worker sends
 * its own.
 *
 * @param host name of the machine or container
 * @param pid process id of the worker
 * @param worker index of the worker when it started
 */
/*
 * A successor serves beside its predecessor for a while. Under one name their counters
 * would alternate, and whoever reads them would take each fall for a restart from zero.
 * So the name is that of the process, and the index is an attribute to group by.
 */
record TelemetryIdentity(String host, long pid, int worker) {

	private static final String VARIABLE = "OTEL_RESOURCE_ATTRIBUTES";

	/**
	 * Identity of this process.
	 * @param worker index of the worker
	 */
	static TelemetryIdentity ofCurrentProcess(int worker) {
		return new TelemetryIdentity(hostName(), ProcessHandle.current().pid(), worker);
	}

	/**
	 * The attributes as properties of Spring Boot, without those that the user has set by
	 * a variable: properties win over it.
	 * @param environmentVariables the variables
	 */
	Map<String, Object> properties(Map<String, String> environmentVariables) {
		Map<String, Object> attributes = new HashMap<>();
		attributes.put("service.instance.id", this.host + "-" + this.pid);
		attributes.put(WorkerName.PROPERTY, this.worker);
		String given = environmentVariables.getOrDefault(VARIABLE, "");
		Map<String, Object> properties = new HashMap<>();
		attributes.forEach((name, value) -> {
			if (!isIn(given, name)) {
				properties.put("management.opentelemetry.resource-attributes[" + name + "]", value);
			}
		});
		return properties;
	}

	private static boolean isIn(String attributes, String name) {
		return Stream.of(attributes.split(",")).anyMatch((attribute) -> attribute.strip().startsWith(name + "="));
	}

	/*
	 * Java would ask the name service for the name it has just been told, and may wait
	 * for an answer.
	 */
	private static String hostName() {
		try {
			return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
		}
		catch (IOException ex) {
			return javaHostName();
		}
	}

	private static String javaHostName() {
		try {
			return InetAddress.getLocalHost().getHostName();
		}
		catch (UnknownHostException ex) {
			return "localhost";
		}
	}

}
