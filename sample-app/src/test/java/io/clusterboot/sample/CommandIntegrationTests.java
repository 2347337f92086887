package io.clusterboot.sample;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import io.clusterboot.cli.ClusterCommand;
import io.clusterboot.cli.CommandArguments;
import io.clusterboot.cli.Whereabouts;
import io.clusterboot.sample.harness.ClusterProcess;
import io.clusterboot.sample.harness.ClusterView;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Tests of the command line against a running cluster, which the last of them stops.
 */
@ParameterizedClass
@MethodSource("io.clusterboot.sample.harness.Jdks#named")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(300)
class CommandIntegrationTests {

	private static final Duration SOON = Duration.ofSeconds(60);

	private static final int AT_ONCE = 50;

	private static final List<String> CHANGING = List.of("requests", "busyThreads", "rss", "heapUsed", "cpu");

	private static final JsonMapper MAPPER = new JsonMapper();

	@TempDir
	private static Path directory;

	private static ClusterProcess cluster;

	@Parameter
	private Path jdk;

	@BeforeParameterizedClassInvocation
	static void start(Path jdk) throws IOException {
		cluster = SampleCluster.reloadable(Files.createTempDirectory(directory, "cluster"), 2).jdk(jdk).start();
		cluster.awaitActive(2);
	}

	@AfterParameterizedClassInvocation
	static void close() {
		cluster.close();
	}

	@Test
	void statusIsATableOfTheWorkersAndNothingElse() throws Exception {
		ClusterView view = cluster.status();
		try (CommandProcess command = command("cluster", "status")) {
			assertThat(command.exitCode()).as(command.err()).isZero();
			assertThat(command.err()).isEmpty();
			assertThat(command.out()).doesNotContain("\033", "\r");
			assertThat(command.out().lines()).satisfiesExactly(
					(line) -> assertThat(line).startsWith("RUNNING, generation ")
						.contains("2 of 2 workers active, master pid " + cluster.pid()),
					(line) -> assertThat(line).isEmpty(), (line) -> assertThat(line).startsWith("INDEX "),
					(line) -> assertThat(line).contains(" " + view.worker(0).orElseThrow().pid() + " ", " ACTIVE "),
					(line) -> assertThat(line).contains(" " + view.worker(1).orElseThrow().pid() + " ", " ACTIVE "));
		}
	}

	/**
	 * Options of the master's own command line may be missing, or say something else.
	 */
	@Test
	void statusAsJsonIsWhatTheActuatorAnswers() throws Exception {
		Path configuration = Files.writeString(directory.resolve("elsewhere.properties"), "cluster.enabled=false\n");
		try (CommandProcess command = command("--spring.config.location=" + configuration, "--debug", "cluster",
				"status", "--logging.level.root=debug", "--json")) {
			assertThat(command.exitCode()).as(command.err()).isZero();
			assertThat(command.err()).isEmpty();
			assertThat(withoutChanging(command.out())).isEqualTo(withoutChanging(cluster.status().json().toString()));
		}
	}

	private static JsonNode withoutChanging(String text) {
		JsonNode json = MAPPER.readTree(text);
		json.path("workers").forEach((worker) -> {
			assertThat(worker.propertyNames()).containsAll(CHANGING);
			((ObjectNode) worker).remove(CHANGING);
		});
		return json;
	}

	@Test
	void statusWhenNothingRunsThereNamesTheDirectory() throws Exception {
		Path nowhere = directory.resolve("nowhere");
		try (CommandProcess command = start(jar(), "cluster", "status", "--cluster.run-directory=" + nowhere)) {
			assertThat(command.exitCode()).isEqualTo(3);
			assertThat(command.out()).isEmpty();
			assertThat(command.err()).startsWith("No cluster runs in " + nowhere + ": ").hasLineCount(1);
		}
	}

	@Test
	void commandThatDoesNotExistShowsTheUsage() throws Exception {
		try (CommandProcess command = command("cluster", "dance")) {
			assertThat(command.exitCode()).isEqualTo(2);
			assertThat(command.out()).isEmpty();
			assertThat(command.err()).startsWith("Unmatched argument at index 0: 'dance'");
			assertThat(withoutSpace(command.err()))
				.contains(withoutSpace("Usage: java -jar " + jar() + " cluster [-h] COMMAND"));
		}
	}

	/*
	 * A long path is broken into lines.
	 */
	private static String withoutSpace(String text) {
		return text.replaceAll("\\s", "");
	}

	@Test
	void threadsPrintsStacks() throws Exception {
		try (CommandProcess command = command("cluster", "threads", "1")) {
			assertThat(command.exitCode()).as(command.err()).isZero();
			assertThat(command.out()).contains("\"cluster-agent-reader\"",
					"\tat io.clusterboot.ipc.Connection.readAll(");
			assertThat(command.err()).isEmpty();
		}
	}

	@Test
	void socketIsForThisUserOnly() throws IOException {
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket()))).isEqualTo("rw-------");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cluster.runDirectory())))
			.isEqualTo("rwx------");
	}

	@Test
	void commandOfAnotherUserIsRefused() throws Exception {
		assumeThat(System.getProperty("user.name")).as("only root can become another user").isEqualTo("root");
		Path readable = Files.createTempDirectory("cluster-command");
		Path copy = readable.resolve("shop.jar");
		try {
			Files.copy(jar(), copy);
			Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-r--r--"));
			Files.setPosixFilePermissions(readable, PosixFilePermissions.fromString("rwxr-xr-x"));
			List<String> words = new ArrayList<>(
					List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
			words.addAll(CommandProcess.words(this.jdk, copy, "cluster", "stop",
					"--cluster.run-directory=" + cluster.runDirectory()));
			try (CommandProcess command = CommandProcess.start(directory, words)) {
				assertThat(command.exitCode()).as(command.err()).isEqualTo(4);
				assertThat(command.out()).isEmpty();
				assertThat(command.err())
					.isEqualToIgnoringNewLines("The cluster in " + cluster.runDirectory() + " belongs to user root, "
							+ "and only that user may talk to it. Run the command as that user.");
			}
			assertThat(cluster.status().state()).isEqualTo("RUNNING");
		}
		finally {
			Files.deleteIfExists(copy);
			Files.delete(readable);
		}
	}

	@Test
	void commandsAtOnceAreAllAnswered() throws Exception {
		int files = cluster.openFiles();
		ExecutorService executor = Executors.newFixedThreadPool(AT_ONCE);
		try (SocketChannel silent = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
			List<Callable<String>> commands = Stream
				.<Callable<String>>generate(() -> () -> inThisProcess(0, "cluster", "status", "--json"))
				.limit(AT_ONCE)
				.toList();
			for (Future<String> output : executor.invokeAll(commands)) {
				assertThat(ClusterView.parse(output.get()).active()).isEqualTo(2);
			}
			assertThat(silent.isConnected()).isTrue();
		}
		finally {
			executor.shutdown();
		}
		cluster.awaitThat("the master has closed its ends", SOON, () -> cluster.openFiles() <= files);
	}

	private static String inThisProcess(int exitCode, String... arguments) {
		StringWriter out = new StringWriter();
		StringWriter err = new StringWriter();
		assertThat(new ClusterCommand("java -jar shop.jar", new Whereabouts(cluster.runDirectory(), 0),
				new PrintWriter(out), new PrintWriter(err))
			.execute(CommandArguments.find(arguments).orElseThrow())).as(err::toString).isEqualTo(exitCode);
		return out.toString();
	}

	@Test
	void commandWhenMasterIsSuspendedEndsAndSaysSo() throws Exception {
		cluster.signal("STOP");
		try (CommandProcess command = command("cluster", "reload")) {
			assertThat(command.exitCode()).as(command.err()).isEqualTo(5);
			assertThat(command.out()).isEmpty();
			assertThat(command.err()).isEqualToIgnoringNewLines(("The master (pid %1$d) did not answer within 2s: "
					+ "it is suspended. Let it go on with 'kill -CONT %1$d'.")
				.formatted(cluster.pid()));
		}
		finally {
			cluster.signal("CONT");
		}
		assertThat(cluster.awaitActive(2)).hasSize(2);
	}

	@Test
	@Order(Order.DEFAULT + 1)
	void reloadWhenItsCommandIsKilledGoesOn() throws Exception {
		int next = cluster.status().generation() + 1;
		int files = cluster.openFiles();
		try (CommandProcess command = command("cluster", "reload")) {
			cluster.awaitThat("the command shows a step", SOON, () -> shows(command, "Generation " + next + ": "));
			JsonNode refusal = MAPPER.readTree(inThisProcess(1, "cluster", "reload", "--json"));
			assertThat(refusal.path("result").asString()).isEqualTo("REFUSED");
			assertThat(refusal.path("generation").asInt()).isEqualTo(next - 1);
			command.kill();
			assertThat(command.exitCode()).isNotZero();
			assertThat(command.err()).doesNotContain("\r", "\033");
		}
		cluster.awaitGeneration(2, next, SOON);
		cluster.awaitStatus("the reload is over", SOON, (view) -> view.reload() == null);
		cluster.awaitThat("the master has closed its ends", SOON, () -> cluster.openFiles() <= files);
	}

	private static boolean shows(CommandProcess command, String text) {
		try {
			return command.err().contains(text);
		}
		catch (IOException ex) {
			return false;
		}
	}

	@Test
	@Order(Order.DEFAULT + 2)
	void reloadOnATerminalWritesOverOneLine() throws Exception {
		int next = cluster.status().generation() + 1;
		String words = String.join(" ", CommandProcess.words(this.jdk, jar(), "cluster", "reload", runDirectory()));
		try (CommandProcess command = CommandProcess.start(directory, List.of("script", "-qec", words, "/dev/null"))) {
			assertThat(command.exitCode()).as(command.out()).isZero();
			assertThat(command.out()).contains("\rGeneration " + next + ": worker 0 (canary) is starting (")
				.containsPattern("\r\033\\[KGeneration " + next + " serves \\(\\S+\\)\\R$");
			assertThat(command.out().chars().filter((character) -> character == '\n')).hasSize(1);
		}
		assertThat(cluster.status().generation()).isEqualTo(next);
	}

	@Test
	@Order(Order.DEFAULT + 3)
	void stopWaitsForTheEndAndLeavesNothing() throws Exception {
		try (CommandProcess command = command("cluster", "stop")) {
			assertThat(command.exitCode()).as(command.err()).isZero();
			assertThat(cluster.isAlive()).isFalse();
			assertThat(command.out()).matches("The cluster has stopped \\(\\S+\\)\\R");
		}
		assertThat(cluster.awaitExit(SOON)).isZero();
		cluster.assertNothingLeft();
	}

	private CommandProcess command(String... arguments) throws IOException {
		List<String> all = new ArrayList<>(List.of(arguments));
		all.add(runDirectory());
		return start(jar(), all.toArray(String[]::new));
	}

	private CommandProcess start(Path jar, String... arguments) throws IOException {
		return CommandProcess.start(directory, CommandProcess.words(this.jdk, jar, arguments));
	}

	private static String runDirectory() {
		return "--cluster.run-directory=" + cluster.runDirectory();
	}

	private static Path socket() {
		return cluster.runDirectory().resolve("control.sock");
	}

	private static Path jar() {
		return cluster.jar();
	}

}
