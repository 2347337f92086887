package io.clusterboot.launch;

import java.io.File;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings arguments to a process that the JDK would mangle, because the encoding of the
 * locale cannot express them: a shell restores their bytes and is replaced by the
 * program, which keeps the process id.
 */
final class NativeArguments {

	private static final String SHELL = "/bin/sh";

	// Each argument in turn is decoded and put at the end; the dot saves trailing
	// newlines
	private static final String SCRIPT = "n=$#; while [ $n -gt 0 ]; do a=$(printf '%b.' \"$1\"); "
			+ "set -- \"$@\" \"${a%.}\"; shift; n=$((n-1)); done; exec \"$@\"";

	private final NativeText nativeText;

	private final File shell;

	NativeArguments() {
		this(NativeText.ofProcessBuilder(), new File(SHELL));
	}

	NativeArguments(NativeText nativeText, File shell) {
		this.nativeText = nativeText;
		this.shell = shell;
	}

	List<String> passable(List<String> command, List<String> notes) {
		if (!command.stream().allMatch(this.nativeText::canEncode)) {
			notes.add("Some arguments of workers cannot be expressed in " + this.nativeText.charset()
					+ ", and question marks stand for what is lost: start with LC_ALL=C.UTF-8");
		}
		if (command.stream().noneMatch(NativeText::hasEscapes)) {
			return command;
		}
		if (!this.shell.canExecute()) {
			notes.add("Some arguments are not valid in " + this.nativeText.charset() + " and there is no " + this.shell
					+ " to pass them to workers, who see question marks: start with LC_ALL=C.UTF-8");
			return command;
		}
		return throughShell(command);
	}

	private List<String> throughShell(List<String> command) {
		List<String> relayed = new ArrayList<>(List.of(this.shell.getPath(), "-c", SCRIPT, "sh"));
		command.stream().map(this::escape).forEach(relayed::add);
		return List.copyOf(relayed);
	}

	private String escape(String argument) {
		StringBuilder escaped = new StringBuilder();
		for (byte b : this.nativeText.encode(argument)) {
			boolean plain = b >= ' ' && b != '\\';
			escaped.append(plain ? String.valueOf((char) b) : String.format("\\0%03o", Byte.toUnsignedInt(b)));
		}
		return escaped.toString();
	}

}
