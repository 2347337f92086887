package io.clusterboot.launch;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How workers are started: the command line of the master, adapted to one worker.
 *
 * @param commandLine the command line of the master
 * @param environment the environment of the master
 * @param jvmArgs options for workers only, which win over all others of the command line
 * @param args arguments for workers only, after those of the application
 * @param workerEnvironment variables for workers only; in these three, the index stands
 * where <code>{index}</code> is
 */
public record WorkerCommand(CommandLine commandLine, Map<String, String> environment, List<String> jvmArgs,
		List<String> args, Map<String, String> workerEnvironment) {

	private static final int NATIVE_ACCESS_WARNS_SINCE = 24;

	private static final String ERROR_FILE = "-XX:ErrorFile=";

	public WorkerCommand {
		environment = Map.copyOf(environment);
		jvmArgs = List.copyOf(jvmArgs);
		args = List.copyOf(args);
		workerEnvironment = Map.copyOf(workerEnvironment);
	}

	/**
	 * The same command with another application.
	 * @param jar the jar that workers run
	 * @return the command, which is this one if it runs no jar
	 */
	public WorkerCommand withJar(Path jar) {
		CommandLine changed = this.commandLine.withJar(jar);
		return changed.equals(this.commandLine) ? this
				: new WorkerCommand(changed, this.environment, this.jvmArgs, this.args, this.workerEnvironment);
	}

	/**
	 * The command that starts one worker.
	 * @param index the index of the worker
	 * @return the command
	 */
	public Command forWorker(int index) {
		return forWorker(index, Runtime.version().feature(), new NativeArguments());
	}

	Command forWorker(int index, int javaVersion, NativeArguments nativeArguments) {
		Adaptation adaptation = adapt(index, javaVersion);
		List<String> notes = new ArrayList<>(adaptation.notes());
		List<String> command = nativeArguments.passable(adaptation.commandLine().toList(), notes);
		return new Command(command, adaptation.environment(), notes);
	}

	/**
	 * Where the JVM of a worker writes its error log if it crashes; a relative path
	 * starts at its working directory.
	 * @param index the index of the worker
	 * @param pid its process id
	 * @return the file
	 */
	public Path errorFile(int index, long pid) {
		Adaptation adaptation = adapt(index, Runtime.version().feature());
		Path usual = Path.of("hs_err_pid" + pid + ".log");
		return adaptation.allOptions()
			.filter((option) -> option.startsWith(ERROR_FILE) && option.length() > ERROR_FILE.length())
			.reduce((first, second) -> second)
			.map((option) -> path(expand(option.substring(ERROR_FILE.length()), pid), usual))
			.orElse(usual);
	}

	private static String expand(String file, long pid) {
		StringBuilder expanded = new StringBuilder();
		for (int i = 0; i < file.length(); i++) {
			char next = (file.charAt(i) == '%' && i + 1 < file.length()) ? file.charAt(i + 1) : 0;
			switch (next) {
				case 'p' -> expanded.append(pid);
				case '%' -> expanded.append('%');
				default -> expanded.append(file.charAt(i));
			}
			i += (next == 'p' || next == '%') ? 1 : 0;
		}
		return expanded.toString();
	}

	private static Path path(String name, Path otherwise) {
		try {
			return Path.of(name);
		}
		catch (InvalidPathException ex) {
			// Not a name in the encoding of this JVM: better look in the usual place than
			// fail
			return otherwise;
		}
	}

	private Adaptation adapt(int index, int javaVersion) {
		FlagPolicy policy = new FlagPolicy(index);
		IndexPlaceholder placeholder = new IndexPlaceholder(index);
		Set<String> notes = new LinkedHashSet<>();
		Map<String, String> adapted = adaptEnvironment(policy, notes);
		adapted.putAll(placeholder.fillValues(this.workerEnvironment));
		List<String> own = noted(policy.adapt(this.commandLine.jvmOptions()), notes);
		List<String> extra = noted(policy.separateFiles(this.jvmArgs), notes);
		List<String> inserted = inserted(own, adapted, javaVersion);
		boolean hasMain = !this.commandLine.mainPart().isEmpty();
		if (!hasMain) {
			addToToolOptions(adapted, inserted, extra);
		}
		List<String> options = hasMain ? concat(inserted, own, extra) : own;
		CommandLine changed = this.commandLine.withJvmOptions(options)
			.withArguments(concat(this.commandLine.arguments(), placeholder.fill(this.args)));
		return new Adaptation(changed, adapted, List.copyOf(notes));
	}

	private Map<String, String> adaptEnvironment(FlagPolicy policy, Set<String> notes) {
		Map<String, String> adapted = new LinkedHashMap<>(this.environment);
		for (OptionsVariable variable : OptionsVariable.values()) {
			List<String> options = variable.options(this.environment);
			List<String> kept = noted(policy.adapt(options), notes);
			if (!kept.equals(options)) {
				set(variable, kept, adapted);
			}
		}
		return adapted;
	}

	private static void set(OptionsVariable variable, List<String> options, Map<String, String> environment) {
		if (options.isEmpty()) {
			environment.remove(variable.variableName());
		}
		else {
			environment.put(variable.variableName(), variable.format(options));
		}
	}

	private static List<String> inserted(List<String> own, Map<String, String> environment, int javaVersion) {
		// Our options come after those of the environment, and would win over them
		List<String> given = concat(own, OptionsVariable.JAVA_TOOL_OPTIONS.options(environment),
				OptionsVariable.JDK_JAVA_OPTIONS.options(environment));
		List<String> inserted = new ArrayList<>();
		if (given.stream().noneMatch((option) -> option.equals("-XX:-ExitOnOutOfMemoryError"))) {
			inserted.add("-XX:+ExitOnOutOfMemoryError");
		}
		if (javaVersion >= NATIVE_ACCESS_WARNS_SINCE
				&& given.stream().noneMatch((option) -> option.startsWith("--enable-native-access"))) {
			inserted.add("--enable-native-access=ALL-UNNAMED");
		}
		return inserted;
	}

	/*
	 * A launcher other than java takes no options before its arguments, but its JVM reads
	 * this variable.
	 */
	private static void addToToolOptions(Map<String, String> environment, List<String> first, List<String> last) {
		OptionsVariable variable = OptionsVariable.JAVA_TOOL_OPTIONS;
		set(variable, concat(first, variable.options(environment), last), environment);
	}

	private static List<String> noted(FlagPolicy.Adapted adapted, Set<String> notes) {
		notes.addAll(adapted.notes());
		return adapted.options();
	}

	@SafeVarargs
	private static List<String> concat(List<String>... lists) {
		List<String> all = new ArrayList<>();
		for (List<String> list : lists) {
			all.addAll(list);
		}
		return all;
	}

	/**
	 * The command line and environment of one worker.
	 *
	 * @param commandLine the command line
	 * @param environment the whole environment
	 * @param notes what was changed
	 */
	private record Adaptation(CommandLine commandLine, Map<String, String> environment, List<String> notes) {

		Stream<String> allOptions() {
			return Stream
				.of(OptionsVariable.JAVA_TOOL_OPTIONS.options(this.environment),
						OptionsVariable.JDK_JAVA_OPTIONS.options(this.environment), this.commandLine.jvmOptions(),
						OptionsVariable.JAVA_OPTIONS.options(this.environment))
				.flatMap(List::stream);
		}

	}

	/**
	 * What is executed for one worker.
	 *
	 * @param command the program and its arguments
	 * @param environment its whole environment
	 * @param notes what differs from the master and why, sentences for the log that are
	 * the same for every worker
	 */
	public record Command(List<String> command, Map<String, String> environment, List<String> notes) {

		public Command {
			command = List.copyOf(command);
			environment = Map.copyOf(environment);
			notes = List.copyOf(notes);
		}

		/**
		 * A builder of the process, in the working directory of this one.
		 * @return the builder, to be given its redirections
		 */
		public ProcessBuilder toProcessBuilder() {
			ProcessBuilder builder = new ProcessBuilder(this.command);
			Map<String, String> target = builder.environment();
			target.keySet().retainAll(this.environment.keySet());
			// Variables that are the same keep their bytes, which a string may not
			// express
			this.environment.forEach((name, value) -> {
				if (!Objects.equals(target.get(name), value)) {
					target.put(name, value);
				}
			});
			return builder;
		}

	}

}
