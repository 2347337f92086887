package io.clusterboot.sample;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What {@code promtool} says.
 *
 * @param exitCode 0 if it has nothing to complain of
 * @param output standard output and standard error
 */
record Promtool(int exitCode, String output) {

	/**
	 * Run it.
	 * @param input what it reads from standard input
	 * @param arguments its arguments
	 */
	static Promtool run(String input, String... arguments) {
		List<String> command = new ArrayList<>(List.of("promtool"));
		command.addAll(List.of(arguments));
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
			try (OutputStream out = process.getOutputStream()) {
				out.write(input.getBytes(StandardCharsets.UTF_8));
			}
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			if (!process.waitFor(30, TimeUnit.SECONDS)) {
				process.destroyForcibly();
				throw new AssertionError(command + " did not end within 30 s: " + output);
			}
			return new Promtool(process.exitValue(), output);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("promtool is needed", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
