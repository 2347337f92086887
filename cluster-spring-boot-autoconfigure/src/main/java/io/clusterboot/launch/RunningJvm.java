package io.clusterboot.launch;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a JVM says of itself, from which its command line can be put together where it
 * cannot be read.
 *
 * @param executable the {@code java} program
 * @param inputArguments the options of the JVM, from the environment too
 * @param environment the environment
 * @param classPath {@code java.class.path}
 * @param mainModule {@code jdk.module.main}, or empty
 * @param command {@code sun.java.command}
 * @param mainArguments what the main method was given
 */
record RunningJvm(String executable, List<String> inputArguments, Map<String, String> environment, String classPath,
		String mainModule, String command, List<String> mainArguments) {

	private static final List<String> SET_BY_LAUNCHER = List.of("-Djava.class.path=", "-Dsun.java.", "-Djdk.module.");

	static RunningJvm current(List<String> mainArguments) {
		return new RunningJvm(currentExecutable(), ManagementFactory.getRuntimeMXBean().getInputArguments(),
				System.getenv(), System.getProperty("java.class.path", ""), System.getProperty("jdk.module.main", ""),
				System.getProperty("sun.java.command", ""), mainArguments);
	}

	static String currentExecutable() {
		return ProcessHandle.current()
			.info()
			.command()
			.orElseGet(() -> System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
	}

	CommandLine commandLine() {
		List<String> options = ownOptions();
		List<String> main = mainPart();
		if (!main.get(0).equals("-jar") && !this.classPath.isEmpty()) {
			options.addAll(List.of("-cp", this.classPath));
		}
		return new CommandLine(this.executable, options, main, this.mainArguments);
	}

	private List<String> ownOptions() {
		List<String> options = new ArrayList<>(this.inputArguments);
		joined(OptionsVariable.JAVA_TOOL_OPTIONS).forEach(options::remove);
		joined(OptionsVariable.JDK_JAVA_OPTIONS).forEach(options::remove);
		for (String last : joined(OptionsVariable.JAVA_OPTIONS)) {
			int index = options.lastIndexOf(last);
			if (index >= 0) {
				options.remove(index);
			}
		}
		options.removeIf((option) -> SET_BY_LAUNCHER.stream().anyMatch(option::startsWith));
		return options;
	}

	/*
	 * The JVM sees "--add-opens x" as "--add-opens=x".
	 */
	private List<String> joined(OptionsVariable variable) {
		List<String> joined = new ArrayList<>();
		String pending = null;
		for (String option : variable.options(this.environment)) {
			if (pending == null && CommandLineParser.takesValue(option)) {
				pending = option;
				continue;
			}
			joined.add((pending != null) ? pending + "=" + option : option);
			pending = null;
		}
		return joined;
	}

	private List<String> mainPart() {
		if (!this.mainModule.isEmpty()) {
			return List.of("-m", firstWord());
		}
		boolean jar = this.classPath.endsWith(".jar")
				&& (this.command.equals(this.classPath) || this.command.startsWith(this.classPath + " "));
		return jar ? List.of("-jar", this.classPath) : List.of(firstWord());
	}

	private String firstWord() {
		return this.command.split(" ", 2)[0];
	}

}
