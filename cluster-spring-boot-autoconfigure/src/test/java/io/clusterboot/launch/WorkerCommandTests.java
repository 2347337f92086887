package io.clusterboot.launch;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.clusterboot.launch.WorkerCommand.Command;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkerCommand}.
 */
class WorkerCommandTests {

	private static final String EXIT = "-XX:+ExitOnOutOfMemoryError";

	private static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

	private final NativeArguments nativeArguments = new NativeArguments(new NativeText(StandardCharsets.UTF_8),
			new File("/bin/sh"));

	@Test
	void forWorkerPutsOurOptionsFirstAndThoseForWorkersLast() {
		WorkerCommand worker = new WorkerCommand(line("-Xmx1g"), Map.of("A", "1", "B", "1"),
				List.of("-Xmx2g", "-Xdebug"), List.of("--x"), Map.of("B", "2"));
		Command command = forWorker(worker, 25);
		assertThat(command.command()).containsExactly("java", EXIT, NATIVE_ACCESS, "-Xmx1g", "-Xmx2g", "-Xdebug",
				"-jar", "app.jar", "arg", "--x");
		assertThat(command.environment()).containsOnly(Map.entry("A", "1"), Map.entry("B", "2"));
		assertThat(command.notes()).isEmpty();
	}

	@Test
	void forWorkerPutsItsIndexIntoWhatIsForWorkers() {
		WorkerCommand worker = new WorkerCommand(line("-Dmaster={index}"), Map.of("MASTER", "{index}"),
				List.of("-Dname=shop-{index}"), List.of("--x={index}"), Map.of("NAME", "{index}-of-{index}"));
		Command command = forWorker(worker, 17);
		assertThat(command.command()).containsExactly("java", EXIT, "-Dmaster={index}", "-Dname=shop-1", "-jar",
				"app.jar", "arg", "--x=1");
		assertThat(command.environment()).containsOnly(Map.entry("MASTER", "{index}"), Map.entry("NAME", "1-of-1"));
	}

	@Test
	void forWorkerPassesEachAgentOnce() {
		WorkerCommand worker = new WorkerCommand(line("-javaagent:line.jar"),
				Map.of("JAVA_TOOL_OPTIONS", "-javaagent:variable.jar"), List.of("-javaagent:worker.jar"), List.of(),
				Map.of());
		Command command = forWorker(worker, 17);
		assertThat(command.command()).containsExactly("java", EXIT, "-javaagent:line.jar", "-javaagent:worker.jar",
				"-jar", "app.jar", "arg");
		assertThat(command.environment()).containsOnly(Map.entry("JAVA_TOOL_OPTIONS", "-javaagent:variable.jar"));
	}

	@Test
	void withJarReplacesOnlyTheJar() {
		WorkerCommand worker = worker(Map.of("A", "1"));
		assertThat(forWorker(worker.withJar(Path.of("/run/copy.jar")), 17).command()).containsExactly("java", EXIT,
				"-jar", "/run/copy.jar", "arg");
		assertThat(worker.withJar(Path.of("/run/copy.jar")).environment()).isEqualTo(Map.of("A", "1"));
		assertThat(worker.withJar(Path.of("app.jar"))).isSameAs(worker);
	}

	@Test
	void forWorkerWhenJavaDoesNotWarnDoesNotEnableNativeAccess() {
		assertThat(forWorker(worker(Map.of()), 17).command()).containsExactly("java", EXIT, "-jar", "app.jar", "arg");
		assertThat(forWorker(worker(Map.of()), 23).command()).doesNotContain(NATIVE_ACCESS);
		assertThat(forWorker(worker(Map.of()), 24).command()).contains(NATIVE_ACCESS);
	}

	@ParameterizedTest
	@ValueSource(strings = { "--enable-native-access=mod", "-XX:-ExitOnOutOfMemoryError" })
	void forWorkerDoesNotOverrideTheUser(String option) {
		String ours = option.startsWith("--") ? NATIVE_ACCESS : EXIT;
		assertThat(forWorker(worker(Map.of(), option), 25).command()).doesNotContain(ours);
		assertThat(forWorker(worker(Map.of("JAVA_TOOL_OPTIONS", option)), 25).command()).doesNotContain(ours);
		assertThat(forWorker(worker(Map.of("JDK_JAVA_OPTIONS", option)), 25).command()).doesNotContain(ours);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			JAVA_TOOL_OPTIONS | -Da="1 2" -Xloggc:gc.log | "-Da=1 2" -Xloggc:gc.worker-1.log
			JDK_JAVA_OPTIONS  | -Xdebug @@x              | @@x
			_JAVA_OPTIONS     | -Xdebug  -Da             | -Da
			_JAVA_OPTIONS     | -Da="1 2"  -Db           | -Da="1 2"  -Db
			JAVA_TOOL_OPTIONS | -Xdebug "-Da             | -Xdebug "-Da
			""")
	void forWorkerAdaptsEnvironment(String name, String value, String expected) {
		assertThat(forWorker(worker(Map.of(name, value)), 17).environment()).containsExactly(Map.entry(name, expected));
	}

	@Test
	void forWorkerWhenNothingIsLeftOfVariableRemovesIt() {
		Command command = forWorker(worker(Map.of("JAVA_TOOL_OPTIONS", "-Xdebug"), "-Xdebug"), 17);
		assertThat(command.environment()).isEmpty();
		assertThat(command.notes()).hasSize(1);
		assertThat(command.command()).doesNotContain("-Xdebug");
	}

	@Test
	void forWorkerWhenLauncherIsNotJavaPassesOptionsInEnvironment() {
		CommandLine line = new CommandLine("/opt/app", List.of(), List.of(), List.of("arg"));
		WorkerCommand worker = new WorkerCommand(line, Map.of("JAVA_TOOL_OPTIONS", "-Da"), List.of("-Xmx1g"),
				List.of("--x"), Map.of());
		Command command = forWorker(worker, 17);
		assertThat(command.command()).containsExactly("/opt/app", "arg", "--x");
		assertThat(command.environment()).containsEntry("JAVA_TOOL_OPTIONS", EXIT + " -Da -Xmx1g");
	}

	@Test
	void forWorkerSaysTheSameForEveryWorker() {
		WorkerCommand worker = worker(Map.of(), "-Xloggc:gc.log");
		assertThat(worker.forWorker(1).notes()).isEqualTo(worker.forWorker(2).notes()).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource({ ",, hs_err_pid42.log", "-XX:ErrorFile=/x/hs%p%%.log,, /x/hs42%.log",
			"-XX:ErrorFile=/x/e.log,, /x/e.worker-1.log", "-XX:ErrorFile=a%p, -XX:ErrorFile=b%p, b42" })
	void errorFileIsWhereTheJvmWritesIt(String option, String lastOption, Path expected) {
		Map<String, String> environment = (lastOption != null) ? Map.of("_JAVA_OPTIONS", lastOption) : Map.of();
		WorkerCommand worker = (option != null) ? worker(environment, option) : worker(environment);
		assertThat(worker.errorFile(1, 42)).isEqualTo(expected);
	}

	@Test
	void toProcessBuilderGivesExactlyTheEnvironment() {
		Command command = new Command(List.of("java"), Map.of("A", "1"), List.of());
		assertThat(command.toProcessBuilder().environment()).containsExactly(Map.entry("A", "1"));
	}

	private Command forWorker(WorkerCommand worker, int javaVersion) {
		return worker.forWorker(1, javaVersion, this.nativeArguments);
	}

	private static WorkerCommand worker(Map<String, String> environment, String... options) {
		return new WorkerCommand(line(options), environment, List.of(), List.of(), Map.of());
	}

	private static CommandLine line(String... options) {
		return new CommandLine("java", List.of(options), List.of("-jar", "app.jar"), List.of("arg"));
	}

}
