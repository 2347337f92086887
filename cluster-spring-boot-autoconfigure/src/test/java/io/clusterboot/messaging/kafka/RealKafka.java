package io.clusterboot.messaging.kafka;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

import org.springframework.util.FileSystemUtils;

/**
 * A Kafka broker of one node in a JVM of its own, on a free port of the loopback
 * interface, that can go away and come back with its data.
 */
public final class RealKafka implements AutoCloseable {

	private static final Duration SOON = Duration.ofSeconds(30);

	/*
	 * Written by the broker's own logging library, not by the one that Spring Boot sets
	 * up.
	 */
	private static final String LOGGING = """
			<configuration>
			<appender name="C" class="ch.qos.logback.core.ConsoleAppender">
			<encoder><pattern>%d %p %c %m%n</pattern></encoder>
			</appender>
			<root level="WARN"><appender-ref ref="C"/></root>
			</configuration>
			""";

	private final Path directory;

	private final int port;

	private @Nullable Process process;

	private RealKafka(Path directory, int port) {
		this.directory = directory;
		this.port = port;
	}

	/**
	 * Start a broker.
	 * @return the broker, which answers
	 */
	public static RealKafka start() {
		RealKafka kafka = absent();
		kafka.startAgain();
		return kafka;
	}

	/**
	 * Make ready for a broker that is not there yet.
	 * @return the broker, which {@link #startAgain()} starts
	 */
	public static RealKafka absent() {
		try {
			RealKafka kafka = new RealKafka(Files.createTempDirectory("kafka"), freePort());
			kafka.format();
			return kafka;
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

	private void format() throws IOException {
		Files.writeString(this.directory.resolve("logback.xml"), LOGGING);
		Files.writeString(configuration(), """
				process.roles=broker,controller
				node.id=1
				controller.quorum.voters=1@127.0.0.1:%1$d
				listeners=PLAINTEXT://127.0.0.1:%2$d,CONTROLLER://127.0.0.1:%1$d
				controller.listener.names=CONTROLLER
				log.dirs=%3$s
				offsets.topic.replication.factor=1
				offsets.topic.num.partitions=1
				group.initial.rebalance.delay.ms=0
				broker.session.timeout.ms=2000
				broker.heartbeat.interval.ms=500
				log.cleaner.dedupe.buffer.size=2000000
				""".formatted(freePort(), this.port, this.directory.resolve("data")));
		launch("kafka.tools.StorageTool", "format", "-t", Uuid.randomUuid().toString(), "-c",
				configuration().toString());
		end();
	}

	private Path configuration() {
		return this.directory.resolve("server.properties");
	}

	private void launch(String type, String... arguments) {
		Path java = Path.of(System.getProperty("java.home"), "bin", "java");
		List<String> command = Stream
			.concat(Stream.of(java.toString(), "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
					"-Dlogback.configurationFile=" + this.directory.resolve("logback.xml"), "-cp", classPath(), type),
					Stream.of(arguments))
			.toList();
		try {
			this.process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.appendTo(log()))
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/*
	 * What the tests run with, as far as it comes from jars.
	 */
	private static String classPath() {
		return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> entry.endsWith(".jar"))
			.collect(Collectors.joining(File.pathSeparator));
	}

	private File log() {
		return this.directory.resolve("log").toFile();
	}

	/**
	 * What {@code spring.kafka.bootstrap-servers} is to be.
	 */
	public String servers() {
		return "127.0.0.1:" + this.port;
	}

	/**
	 * Start it again on the same port with the data it had.
	 */
	public void startAgain() {
		launch("kafka.Kafka", configuration().toString());
		try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, servers(),
				AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, "200",
				AdminClientConfig.METADATA_RECOVERY_STRATEGY_CONFIG, "none"))) {
			Awaitility.await(this.directory + "/log")
				.pollInterval(Duration.ofMillis(50))
				.atMost(SOON)
				.until(() -> answers(admin));
		}
	}

	private static boolean answers(Admin admin) throws InterruptedException {
		try {
			return !admin.describeCluster().nodes().get(1, TimeUnit.SECONDS).isEmpty();
		}
		catch (ExecutionException | TimeoutException ex) {
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
				throw new IllegalStateException("Kafka (pid " + running.pid() + ") did not end within " + SOON);
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
		kill();
		FileSystemUtils.deleteRecursively(this.directory);
	}

}
