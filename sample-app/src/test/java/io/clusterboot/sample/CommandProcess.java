package io.clusterboot.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A command of the sample that runs as a process of its own.
 */
final class CommandProcess implements AutoCloseable {

	private static final Duration LONGEST = Duration.ofMinutes(5);

	private final Process process;

	private final Path out;

	private final Path err;

	private CommandProcess(Process process, Path out, Path err) {
		this.process = process;
		this.out = out;
		this.err = err;
	}

	/**
	 * Start a command.
	 * @param directory where its output is kept
	 * @param words the program and its arguments
	 */
	static CommandProcess start(Path directory, List<String> words) throws IOException {
		Path out = Files.createTempFile(directory, "command", ".out");
		Path err = Files.createTempFile(directory, "command", ".err");
		ProcessBuilder builder = new ProcessBuilder(words).redirectOutput(out.toFile()).redirectError(err.toFile());
		builder.environment().keySet().removeIf((name) -> name.startsWith("CLUSTER_"));
		return new CommandProcess(builder.start(), out, err);
	}

	/**
	 * The words that run a command of the sample.
	 */
	static List<String> words(Path jdk, Path jar, String... arguments) {
		List<String> words = new ArrayList<>(List.of(jdk.resolve("bin").resolve("java").toString(),
				"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-jar", jar.toString()));
		words.addAll(List.of(arguments));
		return words;
	}

	/**
	 * Wait until it has ended.
	 * @return its exit code
	 */
	int exitCode() throws IOException, InterruptedException {
		if (!this.process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
			throw new AssertionError("The command did not end within " + LONGEST + ": " + out() + err());
		}
		return this.process.exitValue();
	}

	void kill() {
		this.process.destroyForcibly();
	}

	String out() throws IOException {
		return Files.readString(this.out, StandardCharsets.UTF_8);
	}

	String err() throws IOException {
		return Files.readString(this.err, StandardCharsets.UTF_8);
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
