package io.clusterboot.master;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import io.clusterboot.ClusterProperties;
import io.clusterboot.ipc.IpcServer;
import io.clusterboot.launch.WorkerCommand;
import io.clusterboot.listen.PortHolder;
import io.clusterboot.os.Signals;
import io.clusterboot.redis.RedisServer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Runs this process as a master, from the first worker to the last.
 */
public final class MasterProcess {

	private static final Log logger = LogFactory.getLog(MasterProcess.class);

	private final ClusterProperties properties;

	private final Plan plan;

	private final PortHolder port;

	private final OptionalInt managementPort;

	private final WorkerCommand command;

	private final @Nullable RedisServer redis;

	/**
	 * Create a master process.
	 * @param properties the configuration
	 * @param plan what is wanted
	 * @param port the port of the application
	 * @param managementPort the port of the actuator, where it is another
	 * @param command how workers are started
	 * @param redis the Redis of the cluster, if it has one
	 */
	public MasterProcess(ClusterProperties properties, Plan plan, PortHolder port, OptionalInt managementPort,
			WorkerCommand command, @Nullable RedisServer redis) {
		this.properties = properties;
		this.plan = plan;
		this.port = port;
		this.managementPort = managementPort;
		this.command = command;
		this.redis = redis;
	}

	/**
	 * Supervise until the cluster has stopped.
	 * @param directory the run directory
	 * @return the exit code
	 * @throws IOException if the application cannot be staged, or the control socket not
	 * be made
	 * @throws InterruptedException if this thread is interrupted
	 */
	public int run(RunDirectory directory) throws IOException, InterruptedException {
		BlockingQueue<Event> events = new LinkedBlockingQueue<>();
		handleSignals(events);
		logger.info("Master process is running (pid " + ProcessHandle.current().pid() + ")");
		try (JarStager stager = new JarStager(directory, this.command.commandLine().jar());
				JcmdDumper dumper = new JcmdDumper(new DumpDirectory(directory.paths().dumps()))) {
			int exitCode = run(directory, stager, dumper, events);
			if (exitCode == 0) {
				dumper.forgetAll();
			}
			return exitCode;
		}
	}

	private int run(RunDirectory directory, JarStager stager, JcmdDumper dumper, BlockingQueue<Event> events)
			throws IOException, InterruptedException {
		String token = newToken();
		JvmLauncher launcher = new JvmLauncher(this.command, (order) -> identity(order, directory, token),
				this.port.mode());
		Master master = new Master(this.properties, this.plan, stager.first(), launcher, stager, dumper, events,
				this.port::close, redisKeeper(events));
		IpcServer server = IpcServer.open(directory.paths().socket(), token, master);
		try {
			logger.info("Starting " + this.plan.workers() + ((this.plan.workers() == 1) ? " worker" : " workers"));
			int exitCode = master.run();
			logger.info("All workers have ended; the master ends with exit code " + exitCode);
			return exitCode;
		}
		finally {
			server.close();
		}
	}

	private RedisKeeper redisKeeper(BlockingQueue<Event> events) {
		if (this.redis == null) {
			return RedisKeeper.NONE;
		}
		RedisRestart restart = new RedisRestart(this.redis, events::add);
		restart.watch(this.redis.process());
		return new RedisKeeper(restart, MasterClock.SYSTEM);
	}

	private Map<String, String> identity(LaunchOrder order, RunDirectory directory, String token) {
		Map<String, String> identity = new HashMap<>();
		identity.put("CLUSTER_WORKER_INDEX", String.valueOf(order.number()));
		identity.put("CLUSTER_WORKER_GENERATION", String.valueOf(order.generation().number()));
		identity.put("CLUSTER_WORKER_COUNT", String.valueOf(order.count()));
		identity.put("CLUSTER_MASTER_PID", String.valueOf(ProcessHandle.current().pid()));
		identity.put("CLUSTER_SOCKET", directory.paths().socket().toString());
		identity.put("CLUSTER_TOKEN", token);
		identity.put("CLUSTER_WORKER_LISTEN", this.port.mode().name());
		identity.put("CLUSTER_WORKER_PORT", String.valueOf(this.plan.port()));
		this.managementPort
			.ifPresent((number) -> identity.put("CLUSTER_WORKER_MANAGEMENT_PORT", String.valueOf(number)));
		return identity;
	}

	private static void handleSignals(BlockingQueue<Event> events) {
		Signals.handle("TERM", () -> events.add(new Event.Stop("SIGTERM")));
		Signals.handle("INT", () -> events.add(new Event.Stop("SIGINT")));
		Signals.handle("TTIN", () -> events.add(new Event.Scale(1, "SIGTTIN")));
		Signals.handle("TTOU", () -> events.add(new Event.Scale(-1, "SIGTTOU")));
		Signals.handleHangUp(() -> events.add(new Event.Reload("SIGHUP")));
	}

	private static String newToken() {
		byte[] bytes = new byte[16];
		new SecureRandom().nextBytes(bytes);
		return HexFormat.of().formatHex(bytes);
	}

}
