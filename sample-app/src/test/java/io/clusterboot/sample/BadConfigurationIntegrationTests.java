package io.clusterboot.sample;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.clusterboot.sample.harness.ClusterProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests that a configuration that cannot work ends the start with an explanation, before
 * any worker is started.
 */
@Timeout(600)
class BadConfigurationIntegrationTests {

	private static final Duration SOON = Duration.ofSeconds(20);

	private static final int AT_ONCE = 2;

	private static final Pattern ACTION = Pattern.compile("^Action:\\R\\R(\\S.*)$", Pattern.MULTILINE);

	private static final Pattern EXPLANATION = Pattern.compile("^Description:\\R\\R.*^Action:.*",
			Pattern.MULTILINE | Pattern.DOTALL);

	private final ExecutorService executor = Executors.newFixedThreadPool(AT_ONCE);

	private final List<AutoCloseable> resources = new ArrayList<>();

	@TempDir
	private Path directory;

	@AfterEach
	void close() throws Exception {
		this.executor.shutdownNow();
		for (AutoCloseable resource : this.resources) {
			resource.close();
		}
	}

	@TestFactory
	Stream<DynamicTest> startWhenConfigurationIsWrongExplainsAndEnds() throws Exception {
		List<Case> cases = new ArrayList<>();
		values().forEach(cases::add);
		runDirectories().forEach(cases::add);
		ports().forEach(cases::add);
		assertThat(cases).hasSizeGreaterThanOrEqualTo(25);
		// why started here: all of them, two at a time, while the first are looked at
		return cases.stream().map(this::test).toList().stream();
	}

	private static Stream<Case> values() {
		return Stream.of(value("cluster.workers", "0"), value("cluster.workers", "-99"),
				value("cluster.workers", "150%"), value("cluster.workers", "0%"), value("cluster.workers", "abc"),
				value("cluster.workers", "2.5"), value("cluster.workers", ""), value("cluster.workers", "100000"),
				value("cluster.workers", "99999999999"), value("cluster.enabled", "perhaps"),
				value("cluster.listen", "foo"), value("cluster.start-timeout", "-1s"),
				value("cluster.start-timeout", "soon"), value("cluster.start-timeout", "2d", "2d", "172800s"),
				value("cluster.heartbeat-interval", "0s"), value("cluster.heartbeat-timeout", "500ms"),
				value("cluster.heartbeat-timeout", "abc"), value("cluster.drain-timeout", "-5s"),
				value("cluster.pre-stop-delay", "-1s"), value("cluster.restart.backoff", "-1s"),
				value("cluster.restart.max-backoff", "100ms"), value("cluster.restart.multiplier", "0.5"),
				value("cluster.restart.multiplier", "NaN"), value("cluster.restart.multiplier", "two"),
				value("cluster.restart.max-failures", "0"), value("cluster.restart.max-failures", "many"),
				value("cluster.restart.stable-after", "-1s"), value("cluster.restart.on-give-up", "panic"),
				value("cluster.worker.jvm-args", "Xmx64m"), value("cluster.divide", "sample.pool"),
				value("cluster.cache.near-entries", "0"), value("cluster.trusted-packages", "com.example.*"),
				new Case("something that cannot be divided", List.of("cluster.divide=sample.pool", "sample.pool=many"),
						List.of("sample.pool=many")),
				new Case("a Redis of the cluster beside another",
						List.of("cluster.redis.embedded=on", "spring.data.redis.host=redis.example.com"),
						List.of("cluster.redis.embedded=on", "contradicts")),
				new Case("a variable of the master", List.of("cluster.worker.environment.CLUSTER_TOKEN=mine"),
						List.of("cluster.worker.environment.CLUSTER_TOKEN")));
	}

	private Stream<Case> runDirectories() throws IOException {
		String property = "cluster.run-directory";
		Path file = Files.createFile(this.directory.resolve("file"));
		String tooLong = "/tmp/" + "long/".repeat(25);
		Path open = Files.createDirectory(this.directory.resolve("open"));
		Files.createFile(open.resolve("somebody's"));
		Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
		return Stream.of(value(property, file.toString()), value(property, file.resolve("below").toString()),
				value(property, tooLong, tooLong.substring(0, tooLong.length() - 1)), value(property, open.toString()),
				value(property, "/proc/nowhere"), new Case("run directory of another user",
						List.of(property + "=" + foreign()), List.of(property, "foreign", "another user")));
	}

	private Path foreign() throws IOException {
		Path foreign = Files.createDirectory(this.directory.resolve("foreign"));
		if ("root".equals(System.getProperty("user.name"))) {
			Files.setOwner(foreign,
					foreign.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
		}
		return foreign;
	}

	private Stream<Case> ports() throws IOException {
		ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
		this.resources.add(taken);
		String port = Integer.toString(taken.getLocalPort());
		String foreign = "192.0.2.1";
		return Stream.of(new Case("port in use", List.of("server.port=" + port), List.of("Port", port, "in use")),
				new Case("port in use, with a listener for each worker",
						List.of("server.port=" + port, "cluster.listen=reuse-port"), List.of("Port", port, "in use")),
				new Case("management port in use", List.of("management.server.port=" + port),
						List.of("Port", port, "in use")),
				value("server.port", "99999"), value("server.port", "http"), value("management.server.port", "99999"),
				value("management.server.port", "http"), value("server.address", foreign),
				new Case("management address of another machine",
						List.of("management.server.port=0", "management.server.address=" + foreign),
						List.of("management.server.address", foreign)));
	}

	private static Case value(String property, String value, String... shownAs) {
		List<String> named = new ArrayList<>(List.of(property));
		if (shownAs.length == 0) {
			named.add(value);
		}
		return new Case(property + "=" + value, List.of(property + "=" + value), named, List.of(shownAs));
	}

	private DynamicTest test(Case wrong) {
		CompletableFuture<End> end = CompletableFuture.supplyAsync(() -> start(wrong), this.executor);
		return DynamicTest.dynamicTest(wrong.name(), () -> {
			assumeThat(wrong.needsRoot() && !"root".equals(System.getProperty("user.name")))
				.as("only root can make a directory another user's")
				.isFalse();
			wrong.check(end.join());
		});
	}

	private End start(Case wrong) {
		ClusterProcess.Builder builder = SampleCluster.in(this.directory.resolve("start" + wrong.hashCode()))
			.runDirectory(this.directory.resolve("run" + wrong.hashCode()));
		for (String property : wrong.properties()) {
			override(builder, property);
		}
		long started = System.nanoTime();
		try (ClusterProcess process = builder.start()) {
			int exitCode = process.awaitExit(SOON.multipliedBy(2));
			return new End(exitCode, process.output(), process.others().size(),
					Duration.ofNanos(System.nanoTime() - started));
		}
	}

	/**
	 * Of an argument that is given twice, both values would count.
	 */
	private static void override(ClusterProcess.Builder builder, String property) {
		if (property.startsWith("cluster.run-directory=")) {
			builder.runDirectory(null);
		}
		if (property.startsWith("server.port=")) {
			builder.anyPort();
		}
		builder.arguments("--" + property);
	}

	/**
	 * A configuration that cannot work.
	 *
	 * @param name what is wrong
	 * @param properties the configuration
	 * @param named what the explanation has to name
	 * @param anyNamed of which it has to name one, unless empty
	 */
	private record Case(String name, List<String> properties, List<String> named, List<String> anyNamed) {

		Case(String name, List<String> properties, List<String> named) {
			this(name, properties, named, List.of());
		}

		boolean needsRoot() {
			return this.named.contains("another user");
		}

		void check(End end) {
			assertThat(end.exitCode()).as(end::output).isEqualTo(1);
			assertThat(end.took()).as(end::output).isLessThan(SOON);
			assertThat(end.output()).doesNotContain("is starting").doesNotContain("Master process is running");
			assertThat(end.left()).isZero();
			Matcher explanation = EXPLANATION.matcher(end.output());
			assertThat(explanation.find()).as(end::output).isTrue();
			assertThat(explanation.group()).contains(this.named);
			if (!this.anyNamed.isEmpty()) {
				assertThat(explanation.group()).containsAnyOf(this.anyNamed.toArray(String[]::new));
			}
			assertThat(ACTION.matcher(end.output()).find()).as(end::output).isTrue();
		}

	}

	/**
	 * How a start ended.
	 *
	 * @param exitCode the exit code
	 * @param output all that was said
	 * @param left how many processes were left
	 * @param took how long it took
	 */
	private record End(int exitCode, String output, int left, Duration took) {
	}

}
