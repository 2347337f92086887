package io.clusterboot.launch;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The command line of a JVM, split as the {@code java} launcher splits it.
 *
 * @param executable the program
 * @param jvmOptions what stands before the main part, argument files expanded
 * @param mainPart what is run, for example {@code [-jar, app.jar]} or
 * {@code [com.example.Main]}; empty for a launcher other than {@code java}
 * @param arguments the arguments of the application. Bytes that the encoding of this JVM
 * cannot express stand as lone low surrogates, so that {@link WorkerCommand} can pass
 * them on
 */
public record CommandLine(String executable, List<String> jvmOptions, List<String> mainPart, List<String> arguments) {

	private static final Log logger = LogFactory.getLog(CommandLine.class);

	private static final String JAR = "-jar";

	private static final Path PROC_CMDLINE = Path.of("/proc/self/cmdline");

	public CommandLine {
		jvmOptions = List.copyOf(jvmOptions);
		mainPart = List.copyOf(mainPart);
		arguments = List.copyOf(arguments);
	}

	/**
	 * Splits the given arguments, reading argument files.
	 * @param argv the program and its arguments
	 * @return the command line
	 * @throws IOException if an argument file cannot be read
	 */
	public static CommandLine parse(List<String> argv) throws IOException {
		return new CommandLineParser(NativeText.ofProcessBuilder(), true).parse(argv);
	}

	/**
	 * The command line that started this process.
	 * @param mainArguments what the main method was given, for systems where the process
	 * cannot read its own command line
	 * @return the command line
	 */
	public static CommandLine ofCurrentProcess(String[] mainArguments) {
		try {
			return ofBytes(Files.readAllBytes(PROC_CMDLINE), RunningJvm.currentExecutable(), System.getenv(),
					NativeText.ofProcessBuilder());
		}
		catch (IOException | IllegalArgumentException ex) {
			logger.debug("The command line is put together from what the JVM says of itself", ex);
			return RunningJvm.current(List.of(mainArguments)).commandLine();
		}
	}

	static CommandLine ofBytes(byte[] cmdline, String executable, Map<String, String> environment,
			NativeText nativeText) throws IOException {
		List<String> argv = split(cmdline, nativeText);
		if (argv.isEmpty()) {
			throw new IOException(PROC_CMDLINE + " is empty");
		}
		argv.set(0, executable);
		if (!isJavaLauncher(executable)) {
			return new CommandLine(executable, List.of(), List.of(), argv.subList(1, argv.size()));
		}
		List<String> added = OptionsVariable.JDK_JAVA_OPTIONS.options(environment);
		boolean expandFiles = !added.contains(CommandLineParser.DISABLE_FILES);
		return new CommandLineParser(nativeText, expandFiles).parse(argv).withoutLeading(added);
	}

	private static List<String> split(byte[] cmdline, NativeText nativeText) {
		List<String> argv = new ArrayList<>();
		ByteArrayOutputStream argument = new ByteArrayOutputStream();
		for (byte b : cmdline) {
			if (b == 0) {
				argv.add(nativeText.decode(argument.toByteArray()));
				argument.reset();
			}
			else {
				argument.write(b);
			}
		}
		return argv;
	}

	private static boolean isJavaLauncher(String executable) {
		String name = new File(executable).getName();
		return name.equals("java") || name.equals("javaw") || name.equals("java.exe") || name.equals("javaw.exe");
	}

	/*
	 * Where the launcher has to start itself again (always with musl), the second command
	 * line shows the options of JDK_JAVA_OPTIONS, which a child would add once more.
	 */
	private CommandLine withoutLeading(List<String> added) {
		int count = added.size();
		boolean leading = count > 0 && count <= this.jvmOptions.size()
				&& this.jvmOptions.subList(0, count).equals(added);
		return leading ? withJvmOptions(this.jvmOptions.subList(count, this.jvmOptions.size())) : this;
	}

	CommandLine withJvmOptions(List<String> options) {
		return new CommandLine(this.executable, options, this.mainPart, this.arguments);
	}

	CommandLine withArguments(List<String> changed) {
		return new CommandLine(this.executable, this.jvmOptions, this.mainPart, changed);
	}

	/**
	 * The jar of {@code -jar}.
	 * @return its absolute path, or empty if something else is run, or its name has bytes
	 * that paths of this JVM cannot express
	 */
	public Optional<Path> jar() {
		return runsJar() ? NativeText.ofProcessBuilder().path(this.mainPart.get(1)).map(Path::toAbsolutePath)
				: Optional.empty();
	}

	private boolean runsJar() {
		return this.mainPart.size() == 2 && this.mainPart.get(0).equals(JAR);
	}

	CommandLine withJar(Path jar) {
		if (!runsJar()) {
			return this;
		}
		List<String> changed = List.of(JAR, NativeText.ofProcessBuilder().name(jar));
		return new CommandLine(this.executable, this.jvmOptions, changed, this.arguments);
	}

	/**
	 * The argument vector that makes the launcher see this command line.
	 * @return program and arguments
	 */
	public List<String> toList() {
		List<String> argv = new ArrayList<>(List.of(this.executable));
		boolean expandsFiles = !this.mainPart.isEmpty();
		for (String option : this.jvmOptions) {
			argv.add(expandsFiles ? OptionsVariable.escapeFile(option) : option);
			expandsFiles &= !option.equals(CommandLineParser.DISABLE_FILES);
		}
		for (String part : this.mainPart) {
			argv.add(expandsFiles ? OptionsVariable.escapeFile(part) : part);
		}
		argv.addAll(this.arguments);
		return List.copyOf(argv);
	}

}
