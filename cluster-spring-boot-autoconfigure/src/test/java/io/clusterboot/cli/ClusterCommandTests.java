package io.clusterboot.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import io.clusterboot.ActionReport;
import io.clusterboot.ClusterState;
import io.clusterboot.ClusterStatus;
import io.clusterboot.ReloadReport;
import io.clusterboot.Silence;
import io.clusterboot.WorkerState;
import io.clusterboot.WorkerStatus;
import io.clusterboot.cli.FakeMaster.Ending;
import io.clusterboot.cli.MasterConnection.Patience;
import io.clusterboot.ipc.Answer;
import io.clusterboot.ipc.Message;
import io.clusterboot.ipc.Operation;
import io.clusterboot.ipc.RunPaths;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ClusterCommand} and all of its commands.
 */
@ExtendWith(Silence.class)
@Timeout(60)
class ClusterCommandTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	/*
	 * Too patient to ask how far something is that is answered at once.
	 */
	private static final Patience PATIENT = new Patience(LONG, LONG, LONG);

	private static final Patience CURIOUS = new Patience(LONG, LONG, Duration.ofMillis(1));

	private static final Patience IMPATIENT = new Patience(Duration.ofMillis(50), LONG, LONG);

	private static final WorkerStatus FIRST = Samples.worker(0, WorkerState.ACTIVE);

	private static final WorkerStatus SECOND = Samples.worker(1, WorkerState.ACTIVE);

	private static final ClusterStatus RUNNING = Samples.status(ClusterState.RUNNING, FIRST, SECOND);

	private RunPaths paths;

	private FakeMaster master;

	@BeforeEach
	void start(@TempDir Path directory) throws IOException {
		this.paths = new RunPaths(directory);
		Files.writeString(this.paths.lock(), String.valueOf(ProcessHandle.current().pid()));
		this.master = FakeMaster.in(this.paths).tells(RUNNING);
	}

	@AfterEach
	void leaveNothingBehind() {
		this.master.close();
		await().pollInterval(Duration.ofMillis(2))
			.untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
				.noneMatch((name) -> name.startsWith("cluster-ipc") || name.startsWith("cluster-command")));
	}

	@Test
	void statusPrintsATable() {
		Outcome outcome = execute("status");
		assertThat(outcome.err()).isEmpty();
		assertThat(outcome.exitCode()).isZero();
		assertThat(outcome.out().lines()).containsExactlyElementsOf(new StatusText(RUNNING, Samples.START).lines());
	}

	@Test
	void statusAsJsonPrintsOneLineOfIt() {
		assertThat(execute("status", "--json"))
			.isEqualTo(new Outcome(0, RecordJson.of(RUNNING) + System.lineSeparator(), ""));
	}

	@Test
	void reloadShowsItsStepsAndWhatCameOfIt() {
		ClusterStatus first = Samples.reloading("worker 0 (canary) is starting", FIRST, SECOND);
		ClusterStatus second = Samples.reloading("worker 1 is starting", FIRST, SECOND);
		this.master.tells(first, first, second, second).answers(reloaded(ReloadReport.Result.SUCCEEDED, null, 2));
		assertThat(execute(CURIOUS, "reload")).isEqualTo(new Outcome(0, lines("Generation 2 serves (12s)"),
				lines("Generation 2: worker 0 (canary) is starting", "Generation 2: worker 1 is starting")));
		assertThat(this.master.asked()).containsExactly(new Operation.Reload());
	}

	@ParameterizedTest
	@CsvSource({ "ROLLED_BACK,'Generation 2 was rolled back, generation 1 serves: exit code 1'",
			"REFUSED,'Nothing was changed, generation 1 serves: exit code 1'" })
	void reloadWhenItDidNotSucceedFails(ReloadReport.Result result, String reason) {
		Answer.Reloaded answer = reloaded(result, "exit code 1", 1);
		this.master.answers(answer);
		assertThat(execute("reload")).isEqualTo(new Outcome(1, "", lines(reason)));
		assertThat(execute("reload", "--json"))
			.isEqualTo(new Outcome(1, lines(RecordJson.of(answer.report())), lines(reason)));
	}

	@Test
	void reloadWhenThisIsNotTheTimeFails() {
		this.master.answers(new Answer.Conflict("a reload is under way"));
		String reason = lines("The master refused: a reload is under way");
		assertThat(execute("reload")).isEqualTo(new Outcome(1, "", reason));
		assertThat(execute("reload", "--json")).isEqualTo(new Outcome(1,
				lines("{\"result\":\"REFUSED\",\"reason\":\"a reload is under way\",\"generation\":1}"), reason));
	}

	@Test
	void scaleShowsWhoIsNotActive() {
		ClusterStatus growing = Samples.status(ClusterState.DEGRADED, FIRST, Samples.worker(1, WorkerState.STARTING));
		this.master.tells(growing, growing).answers(done(ActionReport.Result.SUCCEEDED, null));
		assertThat(execute(CURIOUS, "scale", "2")).isEqualTo(new Outcome(0, lines("2 workers active (1.5s)"),
				lines("1 of 2 workers active; worker 1 (pid 4712) STARTING")));
		assertThat(this.master.asked()).containsExactly(new Operation.Scale(2));
	}

	@Test
	void restartSaysWhatCameOfIt() {
		this.master.answers(done(ActionReport.Result.SUCCEEDED, null));
		assertThat(execute("restart", "1")).isEqualTo(new Outcome(0, lines("Worker 1 was replaced (1.5s)"), ""));
		assertThat(this.master.asked()).containsExactly(new Operation.Restart(1));
	}

	@ParameterizedTest
	@CsvSource({ "scale 2,Not scaled to 2 workers: no room", "restart 1,Worker 1 was not replaced: no room" })
	void actionWhenItDidNotSucceedFails(String arguments, String reason) {
		this.master.answers(done(ActionReport.Result.FAILED, "no room"));
		assertThat(execute(arguments.split(" "))).isEqualTo(new Outcome(1, "", lines(reason)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "scale 2", "restart 1", "threads 1" })
	void actionWhenThisIsNotTheTimeFails(String arguments) {
		this.master.answers(new Answer.Conflict("no room"));
		assertThat(execute(arguments.split(" "))).isEqualTo(new Outcome(1, "", lines("The master refused: no room")));
	}

	@Test
	void threadsPrintsTheDump(@TempDir Path directory) throws IOException {
		Path dump = Files.writeString(directory.resolve("dump"), "\"main\" #1\n  at Zürich\n");
		this.master.answers(new Answer.Threads(dump.toString()));
		assertThat(execute("threads", "1")).isEqualTo(new Outcome(0, lines("\"main\" #1\n  at Zürich"), ""));
		assertThat(this.master.asked()).containsExactly(new Operation.Threads(1));
	}

	@Test
	void threadsWhenTheDumpIsGoneFails() {
		this.master.answers(new Answer.Threads("/no/such"));
		assertThat(execute("threads", "1")).satisfies((outcome) -> {
			assertThat(outcome.exitCode()).isEqualTo(1);
			assertThat(outcome.err()).startsWith("The stacks were written to /no/such, which cannot be read: ");
		});
	}

	@Test
	void stopWaitsUntilTheMasterHasEnded() throws Exception {
		Process process = new ProcessBuilder("sleep", "60").start();
		try {
			ClusterStatus one = Samples.status(ClusterState.STOPPING, FIRST);
			this.master.tells(Samples.withMaster(RUNNING, process.pid()), one, one)
				.answers(done(ActionReport.Result.SUCCEEDED, null))
				.ends(Ending.STOPS);
			ExecutorService executor = Executors.newSingleThreadExecutor();
			Future<Outcome> outcome = executor.submit(() -> execute(CURIOUS, "stop"));
			await().until(() -> this.master.asked().contains(new Operation.Stop()));
			await().until(() -> Thread.getAllStackTraces()
				.values()
				.stream()
				.flatMap(Stream::of)
				.anyMatch((frame) -> frame.getClassName().equals(MasterPid.class.getName())
						&& frame.getMethodName().equals("awaitEnd")));
			assertThat(outcome).isNotDone();
			process.destroyForcibly();
			assertThat(outcome.get()).isEqualTo(
					new Outcome(0, lines("The cluster has stopped (0s)"), lines("2 workers left", "1 worker left")));
			executor.shutdown();
		}
		finally {
			process.destroyForcibly();
		}
	}

	@Test
	void stopWhenItIsUnderWayDoesNotHurryIt() throws Exception {
		Process process = new ProcessBuilder("true").start();
		assertThat(process.waitFor()).isZero();
		ClusterStatus stopping = Samples.withMaster(Samples.status(ClusterState.STOPPING, FIRST), process.pid());
		this.master.tells(stopping).ends(Ending.STOPS);
		assertThat(execute("stop")).isEqualTo(new Outcome(0, lines("The cluster has stopped (0s)"), ""));
		assertThat(this.master.asked()).isEmpty();
	}

	@Test
	void stopWhenTheEndOvertakesTheAnswerIsDone() throws Exception {
		Process process = new ProcessBuilder("true").start();
		assertThat(process.waitFor()).isZero();
		ClusterStatus running = Samples.withMaster(RUNNING, process.pid());
		this.master.tells(running, running).ends(Ending.STOPS);
		assertThat(execute(CURIOUS, "stop"))
			.isEqualTo(new Outcome(0, lines("The cluster has stopped (0s)"), lines("2 workers left")));
	}

	@Test
	void commandWhenVersionsDifferFails() {
		this.master.ends(Ending.REJECTS);
		assertThat(execute("status")).isEqualTo(new Outcome(1, "",
				lines("The master (pid %d) speaks version %d of the protocol, this command version %d. "
					.formatted(ProcessHandle.current().pid(), Message.VERSION + 1, Message.VERSION)
						+ "Run the command from the jar that the master was started from.")));
	}

	@Test
	void commandWhenMasterIsSilentEnds() {
		this.master.ends(Ending.FALLS_SILENT);
		assertThat(execute(IMPATIENT, "status")).isEqualTo(new Outcome(5, "",
				lines(("The master (pid %d) did not "
						+ "answer within 0.0s. Look at its log, and at its threads with jstack.")
					.formatted(ProcessHandle.current().pid()))));
	}

	@Test
	void commandWhenMasterFallsSilentInTheMiddleEnds() {
		this.master.tells(RUNNING, RUNNING).ends(Ending.FALLS_SILENT);
		Patience patience = new Patience(LONG, Duration.ofSeconds(1), Duration.ofMillis(1));
		assertThat(execute(patience, "reload")).satisfies((outcome) -> {
			assertThat(outcome.exitCode()).isEqualTo(5);
			assertThat(outcome.out()).isEmpty();
			assertThat(outcome.err()).startsWith(lines("2 of 2 workers active")).contains("did not answer within");
		});
		assertThat(this.master.asked()).containsExactly(new Operation.Reload());
	}

	@Test
	void commandWhenMasterIsSuspendedSaysSo() throws Exception {
		Process process = new ProcessBuilder("sleep", "60").start();
		try {
			assertThat(new ProcessBuilder("kill", "-STOP", String.valueOf(process.pid())).start().waitFor()).isZero();
			await().until(new MasterPid(process.pid())::isSuspended);
			Files.writeString(this.paths.lock(), String.valueOf(process.pid()));
			this.master.ends(Ending.FALLS_SILENT);
			assertThat(execute(IMPATIENT, "status")).isEqualTo(new Outcome(5, "", lines(
					"The master (pid %1$d) did not answer within 0.0s: it is suspended. Let it go on with 'kill -CONT %1$d'."
						.formatted(process.pid()))));
		}
		finally {
			process.destroyForcibly();
		}
	}

	@Test
	void commandWhenMasterClosesTheConnectionEnds() {
		this.master.ends(Ending.CLOSES);
		assertThat(execute("status")).isEqualTo(
				new Outcome(5, "", lines("The master (pid %d) closed the connection without an answer. Look at its log."
					.formatted(ProcessHandle.current().pid()))));
	}

	@Test
	void commandWhenMasterEndsMeanwhileSaysSo() throws Exception {
		Process process = new ProcessBuilder("true").start();
		assertThat(process.waitFor()).isZero();
		Files.writeString(this.paths.lock(), String.valueOf(process.pid()));
		this.master.ends(Ending.CLOSES);
		assertThat(execute("status"))
			.isEqualTo(new Outcome(3, "", lines("The master (pid " + process.pid() + ") has ended.")));
	}

	@Test
	void commandWhenNothingRunsSaysSo() {
		this.master.close();
		assertThat(execute("status")).satisfies((outcome) -> {
			assertThat(outcome.exitCode()).isEqualTo(3);
			assertThat(outcome.err()).startsWith("No cluster runs in " + this.paths.directory() + ": ");
		});
	}

	@Test
	void commandWhenSocketWasLeftBehindSaysSo() throws IOException {
		this.master.close();
		try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			channel.bind(UnixDomainSocketAddress.of(this.paths.socket()));
		}
		assertThat(this.paths.socket()).exists();
		assertThat(execute("status")).satisfies((outcome) -> {
			assertThat(outcome.exitCode()).isEqualTo(3);
			assertThat(outcome.err()).contains("its control socket was left behind by a master that has ended");
		});
	}

	@ParameterizedTest
	@CsvSource({ "'',Missing required subcommand", "stat,Unmatched argument at index 0: 'stat'",
			"status --jsn,Unknown option: '--jsn'", "scale,Missing required parameter: 'N'",
			"scale 0,N: 0 (expected: 1 or more)", "scale -1,N: -1 (expected: 1 or more)",
			"scale two,Invalid value for positional parameter at index 0 (N): 'two' is not an int",
			"restart,Missing required parameter: 'INDEX'", "restart -1,INDEX: -1 (expected: 0 or more)",
			"stop now,Unmatched argument at index 1: 'now'" })
	void commandThatMakesNoSenseIsExplained(String arguments, String reason) {
		Outcome outcome = execute(
				Stream.of(arguments.split(" ")).filter((word) -> !word.isEmpty()).toArray(String[]::new));
		assertThat(outcome.exitCode()).isEqualTo(2);
		assertThat(outcome.out()).isEmpty();
		assertThat(outcome.err()).startsWith(reason).contains("Usage: java -jar shop.jar cluster");
		assertThat(this.master.asked()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "help", "--help", "-h" })
	void helpTellsOfCommandsAndExitCodes(String argument) {
		Outcome outcome = execute(argument);
		assertThat(outcome.exitCode()).isZero();
		assertThat(outcome.err()).isEmpty();
		assertThat(outcome.out()).startsWith("Usage: java -jar shop.jar cluster ")
			.contains("  status ", "  reload ", "  scale ", "  restart ", "  threads ", "  stop ")
			.contains("  3   No cluster runs there")
			.doesNotContain("\033");
	}

	@ParameterizedTest
	@ValueSource(strings = { "status", "reload", "scale", "restart", "threads", "stop" })
	void helpIsThereForEachCommand(String command) {
		Outcome outcome = execute(command, "--help");
		assertThat(outcome.exitCode()).isZero();
		assertThat(outcome.out()).startsWith("Usage: java -jar shop.jar cluster " + command + " ")
			.isEqualTo(execute("help", command).out());
	}

	@Test
	void commandsWhenFiftyAreThereAtOnceAreAllAnswered() throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(50);
		try {
			List<Callable<Outcome>> commands = Stream.<Callable<Outcome>>generate(() -> () -> execute("status"))
				.limit(50)
				.toList();
			for (Future<Outcome> outcome : executor.invokeAll(commands)) {
				assertThat(outcome.get().exitCode()).as(outcome.get()::err).isZero();
			}
		}
		finally {
			executor.shutdown();
		}
	}

	private Outcome execute(String... arguments) {
		return execute(PATIENT, arguments);
	}

	private Outcome execute(Patience patience, String... arguments) {
		StringWriter out = new StringWriter();
		StringWriter err = new StringWriter();
		PrintWriter errors = new PrintWriter(err);
		Whereabouts whereabouts = new Whereabouts(this.paths.directory(), 0,
				new RunPaths(this.paths.directory().resolve("cluster-me/0")));
		Console console = new Console(new PrintWriter(out), errors, () -> new Progress.Steps(errors),
				() -> MasterConnection.open(whereabouts, patience), Clock.fixed(Samples.START, ZoneOffset.UTC));
		int exitCode = new ClusterCommand("java -jar shop.jar", console)
			.execute(new CommandArguments(List.of(arguments)));
		return new Outcome(exitCode, out.toString(), err.toString());
	}

	private static Answer.Reloaded reloaded(ReloadReport.Result result, @Nullable String reason, int generation) {
		return new Answer.Reloaded(
				new ReloadReport(result, reason, generation, 2, Samples.START, Duration.ofMillis(12_345)));
	}

	private static Answer.Done done(ActionReport.Result result, @Nullable String reason) {
		return new Answer.Done(new ActionReport(result, reason, 2, Duration.ofMillis(1500)));
	}

	private static String lines(String... lines) {
		return String.join(System.lineSeparator(), lines) + System.lineSeparator();
	}

	/**
	 * What a command has said, and how it has ended.
	 */
	private record Outcome(int exitCode, String out, String err) {
	}

}
