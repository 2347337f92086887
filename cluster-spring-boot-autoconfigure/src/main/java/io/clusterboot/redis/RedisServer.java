package io.clusterboot.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Objects;
import java.util.stream.Stream;

import io.clusterboot.os.Forks;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A Redis of the cluster's own: its files, its port, and its process, which is started
 * again with the same data when it has ended.
 */
public final class RedisServer implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(RedisServer.class);

	private static final Duration START_TIMEOUT = Duration.ofSeconds(5);

	private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

	private static final Duration POLL = Duration.ofMillis(20);

	private static final FileAttribute<?> OWNER_ONLY = PosixFilePermissions
		.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

	private static final FileAttribute<?> OWNER_FILE = PosixFilePermissions
		.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

	/*
	 * Below the ports that Linux and macOS give to clients: one that looks for this
	 * server while it is away could be given its very port, and would be connected to
	 * itself.
	 */
	private static final int FIRST_PORT = 20000;

	private static final int PORTS = 10000;

	private static final int ATTEMPTS = 100;

	private static final SecureRandom random = new SecureRandom();

	private final RedisConfiguration configuration;

	private final RedisPipe pipe;

	private final Path executable;

	private final RedisLog log;

	private volatile @Nullable RedisProcess process;

	private boolean closed;

	private RedisServer(RedisConfiguration configuration, RedisPipe pipe, Path executable) {
		this.configuration = configuration;
		this.pipe = pipe;
		this.executable = executable;
		this.log = new RedisLog(configuration.directory().resolve("log"));
	}

	/**
	 * Start a server.
	 * @param parent where a directory is made for it; what is there already was a killed
	 * master's, whose Redis needs only what it has opened
	 * @return the server, which answers
	 * @throws IOException if that is not possible
	 * @throws InterruptedException if this thread is interrupted
	 */
	public static RedisServer start(Path parent) throws IOException, InterruptedException {
		return start(parent, RedisLibrary::extractTo);
	}

	static RedisServer start(Path parent, Extraction extraction) throws IOException, InterruptedException {
		delete(parent);
		Files.createDirectories(parent, OWNER_ONLY);
		Path directory = Files.createTempDirectory(parent, "", OWNER_ONLY);
		RedisPipe pipe = RedisPipe.make(directory.resolve("pipe"));
		try {
			RedisServer server = new RedisServer(new RedisConfiguration(directory, freePort(), newPassword()), pipe,
					extraction.extractTo(directory));
			server.writeFiles();
			server.restart();
			return server;
		}
		catch (IOException | InterruptedException ex) {
			pipe.close();
			delete(parent);
			throw ex;
		}
	}

	private static int freePort() throws IOException {
		for (int i = 0; i < ATTEMPTS; i++) {
			int port = FIRST_PORT + random.nextInt(PORTS);
			try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
				return socket.getLocalPort();
			}
			catch (IOException ex) {
				logger.debug("Port " + port + " is not free", ex);
			}
		}
		throw new IOException(
				"none of " + ATTEMPTS + " ports from " + FIRST_PORT + " to " + (FIRST_PORT + PORTS - 1) + " is free");
	}

	private static String newPassword() {
		byte[] bytes = new byte[16];
		random.nextBytes(bytes);
		return HexFormat.of().formatHex(bytes);
	}

	private void writeFiles() throws IOException {
		Files.writeString(Files.createFile(file("redis.conf"), OWNER_FILE), this.configuration.text());
		try (InputStream script = RedisServer.class.getResourceAsStream("guard.sh")) {
			Files.copy(Objects.requireNonNull(script), file("guard.sh"));
		}
	}

	private Path file(String name) {
		return this.configuration.directory().resolve(name);
	}

	/**
	 * Start its process, on the port and with the data that it had.
	 * @return the process, which answers
	 * @throws IOException if it does not come to that; the process has ended then
	 * @throws InterruptedException if this thread is interrupted
	 */
	public synchronized RedisProcess restart() throws IOException, InterruptedException {
		if (this.closed) {
			throw new IOException("the cluster has stopped");
		}
		long size = this.log.size();
		RedisProcess started = RedisProcess.of(Forks.start(guarded()));
		this.process = started;
		try {
			awaitAnswer(started, size);
			return started;
		}
		catch (IOException | InterruptedException ex) {
			started.kill();
			throw ex;
		}
	}

	private ProcessBuilder guarded() {
		return new ProcessBuilder("sh", file("guard.sh").toString(), this.configuration.directory().toString(),
				this.executable.toString(), file("redis.conf").toString())
			.redirectInput(Path.of("/dev/null").toFile())
			.redirectError(Redirect.appendTo(this.log.file().toFile()));
	}

	private void awaitAnswer(RedisProcess started, long size) throws IOException, InterruptedException {
		RedisPing ping = new RedisPing(port(), this.configuration.password());
		long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
		while (!ping.isAnswered()) {
			if (started.hasEndedWithin(POLL)) {
				throw new IOException(
						"it ended with exit code " + started.exitCode() + ": " + this.log.lastSince(size));
			}
			if (System.nanoTime() - deadline >= 0) {
				throw new IOException(
						"it did not answer within " + START_TIMEOUT.toSeconds() + "s: " + this.log.lastSince(size));
			}
		}
	}

	/**
	 * Return its process.
	 * @return the process that was started last
	 */
	public RedisProcess process() {
		return Objects.requireNonNull(this.process);
	}

	/**
	 * Return its port.
	 * @return the port on 127.0.0.1
	 */
	public int port() {
		return this.configuration.port();
	}

	/**
	 * Return how to reach it.
	 * @return its URL, which has its password
	 */
	public String url() {
		return "redis://:" + this.configuration.password() + "@127.0.0.1:" + port();
	}

	/**
	 * Return what everybody has to hold open who needs it.
	 * @return the path of a named pipe
	 */
	public Path pipe() {
		return this.pipe.path();
	}

	/**
	 * Let go of it. It ends when all others have done so, and is waited for; where the
	 * master fails, that are workers which still drain.
	 */
	@Override
	public synchronized void close() {
		this.closed = true;
		RedisProcess last = process();
		try {
			this.pipe.close();
			if (last.hasEndedWithin(STOP_TIMEOUT)) {
				delete(this.configuration.directory());
			}
			else {
				logger.warn("Redis (pid " + last.pid() + ") stays until the last worker has ended");
			}
		}
		catch (IOException ex) {
			logger.warn("Redis (pid " + last.pid() + ") was not told to end: " + ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Delete what servers have left.
	 * @param directory where they were, which need not exist
	 */
	public static void delete(Path directory) {
		try (Stream<Path> files = Files.exists(directory) ? Files.walk(directory) : Stream.empty()) {
			for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
				Files.deleteIfExists(file);
			}
		}
		catch (IOException | UncheckedIOException ex) {
			logger.warn("Files of Redis were left in " + directory + ": " + ex.getMessage());
		}
	}

	/**
	 * Puts the program into a directory.
	 */
	@FunctionalInterface
	interface Extraction {

		Path extractTo(Path directory) throws IOException;

	}

}
