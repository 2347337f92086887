package io.clusterboot.generation;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.clusterboot.os.Forks;

/**
 * Extracts a jar with the tool that Spring Boot has put into it, in a JVM of its own.
 */
final class JarModeTool implements Extractor {

	private static final List<String> OPTIONS = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto",
			"-Xmx64m", "-Djarmode=tools");

	private static final List<String> OPTION_VARIABLES = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS",
			"_JAVA_OPTIONS");

	private static final int END_OF_OUTPUT = 2000;

	private static final Duration REST_OF_OUTPUT = Duration.ofSeconds(5);

	private static final Duration DEATH = Duration.ofSeconds(10);

	private final Path java;

	private final Duration limit;

	JarModeTool() {
		this(Path.of(System.getProperty("java.home"), "bin", "java"), Duration.ofSeconds(60));
	}

	JarModeTool(Path java, Duration limit) {
		this.java = java;
		this.limit = limit;
	}

	@Override
	public void extract(Path jar, Path destination) throws IOException, InterruptedException {
		Process process = start(jar, destination);
		FutureTask<String> output = new FutureTask<>(() -> lastOf(process.getInputStream()));
		Thread reader = new Thread(output, "cluster-extract");
		reader.setDaemon(true);
		reader.start();
		try {
			if (!process.waitFor(this.limit.toMillis(), TimeUnit.MILLISECONDS)) {
				throw new IOException("extracting it took longer than " + this.limit.toSeconds() + "s");
			}
			if (process.exitValue() != 0) {
				throw new IOException(
						"extracting it ended with exit code " + process.exitValue() + ": " + rest(output));
			}
		}
		finally {
			kill(process);
		}
	}

	/*
	 * Of the file descriptors the child inherits only these three, and the first one of a
	 * master may be the socket that workers listen on.
	 */
	private Process start(Path jar, Path destination) throws IOException {
		List<String> tool = List.of("-jar", jar.toString(), "extract", "--destination", destination.toString());
		ProcessBuilder builder = new ProcessBuilder(this.java.toString());
		builder.command().addAll(OPTIONS);
		builder.command().addAll(tool);
		builder.environment().keySet().removeAll(OPTION_VARIABLES);
		builder.directory(jar.toAbsolutePath().resolveSibling("").toFile());
		builder.redirectInput(Redirect.from(Path.of("/dev/null").toFile())).redirectErrorStream(true);
		return Forks.start(builder);
	}

	private static String lastOf(InputStream output) throws IOException {
		StringBuilder last = new StringBuilder();
		byte[] buffer = new byte[END_OF_OUTPUT];
		for (int count = output.read(buffer); count >= 0; count = output.read(buffer)) {
			last.append(new String(buffer, 0, count, Charset.defaultCharset()));
			last.delete(0, Math.max(0, last.length() - END_OF_OUTPUT));
		}
		return last.toString().strip();
	}

	private static String rest(FutureTask<String> output) throws InterruptedException {
		try {
			return output.get(REST_OF_OUTPUT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException | TimeoutException ex) {
			return "its output cannot be read: " + ex;
		}
	}

	/*
	 * The directory can be deleted only when nobody writes to it any more.
	 */
	private static void kill(Process process) {
		process.destroyForcibly();
		process.onExit().completeOnTimeout(process, DEATH.toMillis(), TimeUnit.MILLISECONDS).join();
	}

}
