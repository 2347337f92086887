package io.clusterboot.master;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

import io.clusterboot.generation.Generation;
import io.clusterboot.generation.StagedJar;
import io.clusterboot.launch.WorkerCommand;
import io.clusterboot.launch.WorkerCommand.Command;
import io.clusterboot.listen.ListenMode;
import io.clusterboot.os.Forks;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Starts workers as JVMs with the master's own command line.
 */
final class JvmLauncher implements WorkerLauncher {

	private static final Log logger = LogFactory.getLog(JvmLauncher.class);

	private final WorkerCommand template;

	private final Function<LaunchOrder, Map<String, String>> identities;

	private final ListenMode listen;

	private final Set<String> said = new HashSet<>();

	/**
	 * Create a launcher.
	 * @param template how workers are started
	 * @param identities variables that tell a worker who it is
	 * @param listen how workers get to the port
	 */
	JvmLauncher(WorkerCommand template, Function<LaunchOrder, Map<String, String>> identities, ListenMode listen) {
		this.template = template;
		this.identities = identities;
		this.listen = listen;
	}

	@Override
	public WorkerProcess launch(LaunchOrder order, Consumer<? super Event.Exited> onExit) throws IOException {
		Command command = of(order.generation()).forWorker(order.number());
		command.notes().stream().filter(this.said::add).forEach(logger::info);
		ProcessBuilder builder = command.toProcessBuilder();
		builder.environment().putAll(this.identities.apply(order));
		builder.redirectOutput(Redirect.INHERIT).redirectError(Redirect.INHERIT);
		builder.redirectInput(
				(this.listen == ListenMode.SHARED) ? Redirect.INHERIT : Redirect.from(Path.of("/dev/null").toFile()));
		// File systems keep time in steps, some of a second
		Instant launchedAt = Instant.now().truncatedTo(ChronoUnit.SECONDS);
		Process process = Forks.start(builder);
		process.onExit().thenAccept((ended) -> onExit.accept(new Event.Exited(ended.pid(), ended.exitValue())));
		return new JvmProcess(process.toHandle(), order.number(), launchedAt);
	}

	private WorkerCommand of(Generation generation) {
		StagedJar application = generation.application();
		return (application != null) ? this.template.withJar(application.jar()) : this.template;
	}

	@Override
	public String crashReport(WorkerProcess process) {
		if (process instanceof JvmProcess jvm) {
			Path file = this.template.errorFile(jvm.index(), jvm.pid()).toAbsolutePath();
			return isSince(file, jvm.launchedAt()) ? file.toString() : "";
		}
		return "";
	}

	/*
	 * A file of a fixed name (-XX:ErrorFile) may tell of an earlier crash.
	 */
	private static boolean isSince(Path file, Instant time) {
		try {
			return !Files.getLastModifiedTime(file).toInstant().isBefore(time);
		}
		catch (IOException ex) {
			return false;
		}
	}

	/*
	 * Process.destroy() would close the pipes that a child inherits, and its log would
	 * vanish; the handle only sends a signal.
	 */
	private record JvmProcess(ProcessHandle handle, int index, Instant launchedAt) implements WorkerProcess {

		@Override
		public long pid() {
			return this.handle.pid();
		}

		@Override
		public void terminate() {
			this.handle.destroy();
		}

		@Override
		public void kill() {
			this.handle.destroyForcibly();
		}

	}

}
