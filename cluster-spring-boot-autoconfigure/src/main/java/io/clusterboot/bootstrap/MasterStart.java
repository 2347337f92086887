package io.clusterboot.bootstrap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;

import com.sun.management.OperatingSystemMXBean;
import io.clusterboot.ClusterProperties;
import io.clusterboot.WorkerCount;
import io.clusterboot.ipc.RunPaths;
import io.clusterboot.launch.CommandLine;
import io.clusterboot.launch.WorkerCommand;
import io.clusterboot.listen.PortHolder;
import io.clusterboot.master.MasterProcess;
import io.clusterboot.master.Plan;
import io.clusterboot.master.RunDirectory;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Turns the environment of an application into a running master.
 */
final class MasterStart {

	private static final Log logger = LogFactory.getLog(MasterStart.class);

	private final ConfigurableEnvironment environment;

	private final String[] arguments;

	MasterStart(ConfigurableEnvironment environment, String[] arguments) {
		this.environment = environment;
		this.arguments = arguments;
	}

	/**
	 * Run the master. Whatever makes it impossible is thrown before a worker starts.
	 * @return the exit code
	 */
	int run() {
		int processors = Runtime.getRuntime().availableProcessors();
		ClusterProperties properties = ClusterConfiguration.read(this.environment, processors);
		new UnknownProperties(this.environment).names().forEach(logger::warn);
		CommandLine commandLine = CommandLine.ofCurrentProcess(this.arguments);
		int workers = workers(properties, processors);
		ClusterConfiguration.checkWorkers(workers, properties);
		RedisChoice redis = new RedisChoice(this.environment, properties.redis().embedded());
		redis.check();
		tellOfPools(workers, properties.spares());
		Ports ports = new Ports(this.environment, properties.listen());
		try (PortHolder port = ports.application()) {
			try (PortHolder management = ports.management()) {
				Plan plan = new Plan(workers, properties.spares(), properties.reload().maxSurge(), processors,
						port.port());
				return run(properties, plan, port, management, commandLine, redis);
			}
		}
	}

	private void tellOfPools(int workers, int spares) {
		Division division = Division.of(this.environment);
		division.sentences(workers, spares).forEach(logger::info);
		new PerProcessPools(this.environment, division).sentences(workers, spares).forEach(logger::warn);
	}

	private int run(ClusterProperties properties, Plan plan, PortHolder port, @Nullable PortHolder management,
			CommandLine commandLine, RedisChoice choice) {
		Path directory = properties.runDirectory();
		try (RunDirectory claimed = RunDirectory
			.claim((directory != null) ? directory : RunPaths.defaultFor(plan.port()).directory());
				ClusterRedis redis = choice.start(claimed.paths().redis())) {
			loadClasses();
			return new MasterProcess(properties, plan, port,
					(management != null) ? OptionalInt.of(management.port()) : OptionalInt.empty(),
					command(commandLine, properties.worker(), redis), redis.server())
				.run(claimed);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("The master was interrupted", ex);
		}
	}

	private static WorkerCommand command(CommandLine commandLine, ClusterProperties.Worker worker, ClusterRedis redis) {
		Map<String, String> variables = new HashMap<>(worker.environment());
		variables.putAll(redis.variables());
		return new WorkerCommand(commandLine, System.getenv(), worker.jvmArgs(), worker.args(), variables);
	}

	/*
	 * Beside the start of the first worker, which comes alone.
	 */
	private static void loadClasses() {
		Thread thread = new Thread(MasterClasses::load, "cluster-classes");
		thread.setDaemon(true);
		thread.start();
	}

	private static int workers(ClusterProperties properties, int processors) {
		WorkerCount count = new WorkerCount(String.valueOf(properties.workers()));
		MemoryFit memory = new MemoryFit(memory(),
				Stream
					.concat(ManagementFactory.getRuntimeMXBean().getInputArguments().stream(),
							properties.worker().jvmArgs().stream())
					.toList());
		int workers = count.resolve(processors, Math.max(1, memory.workers() - properties.spares()));
		if (count.isAuto() && workers < processors) {
			logger.warn("Starting " + workers + " workers although there are " + processors
					+ " processors: more would not fit into " + memory.available() / (1024 * 1024)
					+ "MB of memory (cluster.workers=auto)");
		}
		return workers;
	}

	/*
	 * The JDK looks at the limits of the container first.
	 */
	private static long memory() {
		return (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system)
				? system.getTotalMemorySize() : Long.MAX_VALUE;
	}

}
