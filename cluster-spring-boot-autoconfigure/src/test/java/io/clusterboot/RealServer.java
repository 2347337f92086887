package io.clusterboot;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.util.FileSystemUtils;

/**
 * A server that tests need, in a process of its own with a directory of its own, that can
 * go away and come back with its data.
 */
public abstract class RealServer implements AutoCloseable {

	private final String name;

	private final Duration patience;

	private final Path directory;

	private @Nullable Process process;

	/**
	 * Create one that is not there yet.
	 * @param name what it is called
	 * @param patience how long it may take to start, and to end
	 */
	protected RealServer(String name, Duration patience) {
		this.name = name;
		this.patience = patience;
		try {
			this.directory = Files.createTempDirectory(name);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	protected static int freePort() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	protected final Path directory() {
		return this.directory;
	}

	protected final Duration patience() {
		return this.patience;
	}

	/**
	 * Start it again on the same port with the data it had.
	 */
	public abstract void startAgain();

	/**
	 * Start its process, whose output goes into the file {@code log}.
	 */
	protected final void launch(List<String> command) {
		File log = this.directory.resolve("log").toFile();
		try {
			this.process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.appendTo(log))
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(command.get(0) + " is needed", ex);
		}
	}

	/**
	 * End it, orderly.
	 */
	public final void stop() {
		signal("TERM");
		awaitEnd();
	}

	/**
	 * End it at once.
	 */
	public final void kill() {
		signal("KILL");
		awaitEnd();
	}

	/**
	 * Let it accept connections, and answer nothing.
	 */
	public final void pause() {
		signal("STOP");
	}

	/**
	 * Let it go on after a pause.
	 */
	public final void resume() {
		signal("CONT");
	}

	private void signal(String signal) {
		Process running = this.process;
		if (running != null) {
			try {
				new ProcessBuilder("kill", "-" + signal, String.valueOf(running.pid())).start().waitFor();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException(ex);
			}
		}
	}

	/**
	 * Wait until its process has ended.
	 */
	protected final void awaitEnd() {
		Process running = this.process;
		this.process = null;
		try {
			if (running != null && !running.waitFor(this.patience.toSeconds(), TimeUnit.SECONDS)) {
				running.destroyForcibly();
				throw new IllegalStateException(
						this.name + " (pid " + running.pid() + ") did not end within " + this.patience);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() throws IOException {
		resume();
		stop();
		FileSystemUtils.deleteRecursively(this.directory);
	}

}
