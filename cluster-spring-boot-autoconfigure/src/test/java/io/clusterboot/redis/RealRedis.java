package io.clusterboot.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

import org.springframework.util.FileSystemUtils;

/**
 * A {@code redis-server} of the machine, on a free port of the loopback interface, that
 * can go away and come back with its data.
 */
public final class RealRedis implements AutoCloseable {

	private static final Duration SOON = Duration.ofSeconds(10);

	private final Path directory;

	private final int port;

	private final List<String> options;

	private @Nullable Process process;

	private RealRedis(Path directory, int port, List<String> options) {
		this.directory = directory;
		this.port = port;
		this.options = options;
	}

	/**
	 * Start a server.
	 * @param options what comes after the options it always has, such as
	 * {@code --requirepass}
	 * @return the server, which answers
	 */
	public static RealRedis start(String... options) {
		try {
			RealRedis redis = new RealRedis(Files.createTempDirectory("redis"), freePort(), List.of(options));
			redis.startAgain();
			return redis;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	public int port() {
		return this.port;
	}

	public String url() {
		return "redis://127.0.0.1:" + this.port;
	}

	/**
	 * Start it again on the same port with the data it had.
	 */
	public void startAgain() {
		List<String> command = new ArrayList<>(List.of("redis-server", "--port", String.valueOf(this.port), "--bind",
				"127.0.0.1", "--dir", this.directory.toString(), "--save", "", "--appendonly", "yes"));
		command.addAll(this.options);
		try {
			this.process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(this.directory.resolve("log").toFile())
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("redis-server is needed (package redis-server)", ex);
		}
		Awaitility.await().pollInterval(Duration.ofMillis(20)).atMost(SOON).until(this::answers);
	}

	private boolean answers() {
		try (Socket socket = new Socket()) {
			socket.connect(new InetSocketAddress("127.0.0.1", this.port), 200);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * End it, orderly.
	 */
	public void stop() {
		signal("TERM");
		end();
	}

	/**
	 * End it at once.
	 */
	public void kill() {
		signal("KILL");
		end();
	}

	/**
	 * Let it accept connections, and answer nothing.
	 */
	public void pause() {
		signal("STOP");
	}

	/**
	 * Let it go on after a pause.
	 */
	public void resume() {
		signal("CONT");
	}

	private void signal(String name) {
		Process running = this.process;
		if (running != null) {
			try {
				new ProcessBuilder("kill", "-" + name, String.valueOf(running.pid())).start().waitFor();
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

	private void end() {
		Process running = this.process;
		this.process = null;
		try {
			if (running != null && !running.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)) {
				running.destroyForcibly();
				throw new IllegalStateException("redis-server (pid " + running.pid() + ") did not end within " + SOON);
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
