package io.clusterboot.master;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link JcmdDumper}.
 */
class JcmdDumperTests {

	private static final Duration LONG = Duration.ofSeconds(60);

	private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

	@TempDir
	private Path directory;

	private final BlockingQueue<Event.Dumped> outcomes = new LinkedBlockingQueue<>();

	private final List<Process> processes = new ArrayList<>();

	private DumpDirectory dumps;

	@BeforeEach
	void name() {
		this.dumps = new DumpDirectory(this.directory.resolve("dumps"));
	}

	@AfterEach
	void endProcesses() throws InterruptedException {
		for (Process process : this.processes) {
			process.destroyForcibly().waitFor();
			new JcmdDumper(this.dumps).forget(process.pid());
		}
	}

	@Test
	void dumpOfAJvmNamesItsThreads() throws Exception {
		Process jvm = sleeper();
		String file = dump(new JcmdDumper(this.dumps), jvm.pid());
		assertThat(Path.of(String.valueOf(file))).content()
			.contains("Full thread dump", "\"main\"", "FileInputStream.read", "JcmdDumperTests$Sleeper.main");
	}

	@Test
	void dumpOfAStoppedProcessIsNotEvenTried() throws Exception {
		Process sleep = start("sleep", "60");
		signal("STOP", sleep.pid());
		long start = System.nanoTime();
		assertThat(dump(new JcmdDumper(this.dumps), sleep.pid())).isNull();
		assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isLessThan(1000);
		assertThat(this.dumps.path()).doesNotExist();
	}

	@Test
	void dumpOfWhatIsNoJvmLeavesNoFile() throws Exception {
		long pid = start("sleep", "60").pid();
		JcmdDumper dumper = new JcmdDumper(this.dumps);
		assertThat(dump(dumper, pid)).isNull();
		assertThat(filesIn(this.dumps.path())).isEmpty();
		dumper.forget(pid);
		assertThat(Path.of(".attach_pid" + pid)).doesNotExist();
	}

	@Test
	void dumpWhenTheToolDoesNotEndIsGivenUp() throws Exception {
		JcmdDumper dumper = new JcmdDumper(this.dumps, script("exec sleep 60"), this.directory, Duration.ofMillis(100));
		assertThat(dump(dumper, ProcessHandle.current().pid())).isNull();
		assertThat(filesIn(this.dumps.path())).isEmpty();
	}

	@Test
	void dumpWhenThereIsNoToolAsksTheJvmToWriteIntoTheLog() throws Exception {
		Process jvm = sleeper();
		assertThat(dump(new JcmdDumper(this.dumps, this.directory.resolve("none"), this.directory, LONG), jvm.pid()))
			.isNull();
		StringBuilder output = new StringBuilder();
		try (var reader = jvm.inputReader()) {
			while (!output.toString().contains("JcmdDumperTests$Sleeper.main")) {
				output.append(reader.readLine());
			}
		}
		assertThat(output).contains("Full thread dump");
	}

	@Test
	void dumpKeepsTheLastTwenty() throws Exception {
		JcmdDumper dumper = new JcmdDumper(this.dumps, script("echo stacks"), this.directory, LONG);
		String last = null;
		for (int i = 0; i < 22; i++) {
			last = dump(dumper, ProcessHandle.current().pid());
		}
		assertThat(filesIn(this.dumps.path())).hasSize(20).contains(Path.of(String.valueOf(last)));
	}

	@Test
	void forgetRemovesWhereTheJvmWasMet() throws Exception {
		Process jvm = sleeper();
		dump(new JcmdDumper(this.dumps), jvm.pid());
		Path socket = Path.of("/tmp/.java_pid" + jvm.pid());
		assertThat(socket).exists();
		jvm.destroyForcibly().waitFor();
		new JcmdDumper(this.dumps).forget(jvm.pid());
		assertThat(socket).doesNotExist();
	}

	@Test
	void closeEndsTheToolAndForgetAllDeletesWhatItWrote() throws Exception {
		JcmdDumper dumper = new JcmdDumper(this.dumps, script("echo begun; exec sleep 60"), this.directory, LONG);
		dumper.dump(0, process(ProcessHandle.current().pid()), this.outcomes::add);
		while (filesIn(this.dumps.path()).isEmpty() || Files.size(filesIn(this.dumps.path()).get(0)) == 0) {
			Thread.onSpinWait();
		}
		dumper.forgetAll();
		assertThat(this.outcomes.poll(10, TimeUnit.SECONDS)).isNotNull();
		assertThat(this.dumps.path()).doesNotExist();
	}

	private @Nullable String dump(JcmdDumper dumper, long pid) throws InterruptedException {
		dumper.dump(0, process(pid), this.outcomes::add);
		Event.Dumped dumped = this.outcomes.poll(10, TimeUnit.SECONDS);
		assertThat(dumped).isNotNull();
		assertThat(dumped.pid()).isEqualTo(pid);
		return dumped.file();
	}

	private Process sleeper() throws IOException {
		Process jvm = start(JAVA_HOME.resolve("bin").resolve("java").toString(), "-Xmx16m", "-cp",
				System.getProperty("java.class.path"), Sleeper.class.getName());
		assertThat(jvm.getInputStream().read()).isEqualTo('.');
		return jvm;
	}

	private Process start(String... command) throws IOException {
		Process process = new ProcessBuilder(command).start();
		this.processes.add(process);
		return process;
	}

	private void signal(String name, long pid) throws IOException, InterruptedException {
		assertThat(start("kill", "-" + name, String.valueOf(pid)).waitFor()).isZero();
	}

	private Path script(String text) throws IOException {
		Path script = Files.writeString(this.directory.resolve("jcmd"), "#!/bin/sh\n" + text + "\n");
		assertThat(script.toFile().setExecutable(true)).isTrue();
		return script;
	}

	private static FakeProcess process(long pid) {
		return new FakeProcess(new LaunchOrder(0, 1, FakeStager.generation(1)), pid, (exited) -> {
		});
	}

	private static List<Path> filesIn(Path directory) throws IOException {
		if (!Files.exists(directory)) {
			return List.of();
		}
		try (Stream<Path> files = Files.list(directory)) {
			return files.toList();
		}
	}

	/**
	 * A JVM that says that it has started, and waits for the end of its input.
	 */
	static final class Sleeper {

		private Sleeper() {
		}

		public static void main(String[] arguments) throws IOException {
			System.out.print('.');
			System.out.flush();
			System.in.read();
		}

	}

}
