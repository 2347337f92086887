package io.clusterboot.messaging.kafka;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.clusterboot.RealServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;
import org.awaitility.Awaitility;

/**
 * A Kafka broker of one node, on a free port of the loopback interface.
 */
public final class RealKafka extends RealServer {

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

	private final int port = freePort();

	private RealKafka() {
		super("kafka", Duration.ofSeconds(30));
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
			RealKafka kafka = new RealKafka();
			kafka.format();
			return kafka;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void format() throws IOException {
		Files.writeString(directory().resolve("logback.xml"), LOGGING);
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
				""".formatted(freePort(), this.port, directory().resolve("data")));
		launch("kafka.tools.StorageTool", "format", "-t", Uuid.randomUuid().toString(), "-c",
				configuration().toString());
		awaitEnd();
	}

	private Path configuration() {
		return directory().resolve("server.properties");
	}

	private void launch(String type, String... arguments) {
		Path java = Path.of(System.getProperty("java.home"), "bin", "java");
		launch(Stream.concat(
				Stream.of(java.toString(), "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
						"-Dlogback.configurationFile=" + directory().resolve("logback.xml"), "-cp", classPath(), type),
				Stream.of(arguments))
			.toList());
	}

	/*
	 * What the tests run with, as far as it comes from jars.
	 */
	private static String classPath() {
		return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> entry.endsWith(".jar"))
			.collect(Collectors.joining(File.pathSeparator));
	}

	/**
	 * What {@code spring.kafka.bootstrap-servers} is to be.
	 */
	public String servers() {
		return "127.0.0.1:" + this.port;
	}

	@Override
	public void startAgain() {
		launch("kafka.Kafka", configuration().toString());
		try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, servers(),
				AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, "200",
				AdminClientConfig.METADATA_RECOVERY_STRATEGY_CONFIG, "none"))) {
			Awaitility.await(directory() + "/log")
				.pollInterval(Duration.ofMillis(50))
				.atMost(patience())
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

	/*
	 * It takes its time for an orderly end.
	 */
	@Override
	public void close() throws IOException {
		resume();
		kill();
		super.close();
	}

}
