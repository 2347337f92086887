package io.clusterboot.launch;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Splits an argument vector as the {@code java} launcher does.
 */
final class CommandLineParser {

	static final String DISABLE_FILES = "--disable-@files";

	private static final Set<String> TAKES_VALUE = Set.of("-cp", "-classpath", "--class-path", "-p", "--module-path",
			"--upgrade-module-path", "--add-modules", "--limit-modules", "--add-exports", "--add-opens", "--add-reads",
			"--patch-module", "--enable-native-access", "-d", "--describe-module", "--source");

	private static final Set<String> NAMES_MAIN = Set.of("-jar", "-m", "--module");

	private final List<String> jvmOptions = new ArrayList<>();

	private final List<String> arguments = new ArrayList<>();

	private List<String> mainPart = List.of();

	private final NativeText nativeText;

	private boolean expandFiles;

	private boolean expectsValue;

	private @Nullable String mainOption;

	CommandLineParser(NativeText nativeText, boolean expandFiles) {
		this.nativeText = nativeText;
		this.expandFiles = expandFiles;
	}

	/**
	 * Whether the option is followed by its value as an argument of its own.
	 * @param option an option
	 * @return whether the next argument belongs to it
	 */
	static boolean takesValue(String option) {
		return TAKES_VALUE.contains(option);
	}

	CommandLine parse(List<String> argv) throws IOException {
		for (String argument : argv.subList(1, argv.size())) {
			expand(argument);
		}
		if (this.mainOption != null && this.mainPart.isEmpty()) {
			this.jvmOptions.add(this.mainOption);
		}
		return new CommandLine(argv.get(0), this.jvmOptions, this.mainPart, this.arguments);
	}

	private void expand(String argument) throws IOException {
		boolean isFile = this.mainPart.isEmpty() && this.expandFiles && argument.startsWith("@")
				&& argument.length() > 1;
		if (!isFile) {
			accept(argument);
		}
		else if (argument.startsWith("@@")) {
			accept(argument.substring(1));
		}
		else {
			ArgumentFile.read(new File(argument.substring(1)), this.nativeText).forEach(this::accept);
		}
	}

	private void accept(String argument) {
		if (!this.mainPart.isEmpty()) {
			this.arguments.add(argument);
		}
		else if (argument.startsWith("-")) {
			acceptOption(argument);
		}
		else if (this.expectsValue) {
			this.jvmOptions.add(argument);
			this.expectsValue = false;
		}
		else {
			this.mainPart = (this.mainOption != null) ? List.of(this.mainOption, argument) : List.of(argument);
		}
	}

	private void acceptOption(String option) {
		this.expectsValue = takesValue(option);
		if (option.equals(DISABLE_FILES)) {
			this.expandFiles = false;
		}
		if (option.startsWith("--module=")) {
			this.mainPart = List.of(option);
		}
		else if (NAMES_MAIN.contains(option)) {
			// Further options may stand between -jar and its file
			this.mainOption = option;
		}
		else {
			this.jvmOptions.add(option);
		}
	}

}
