package io.clusterboot.launch;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Integration tests for {@link CommandLine} and {@link WorkerCommand}, with real JVMs:
 * those of the system property {@code test.java.homes}, or else this one.
 */
class CommandLineIntegrationTests {

	private static final int TIMEOUT_SECONDS = 60;

	private static final String CLASS_PATH = Stream.of(CommandLine.class, RelaunchMain.class, LogFactory.class)
		.map(CommandLineIntegrationTests::location)
		.collect(Collectors.joining(File.pathSeparator));

	private static final String MAIN = RelaunchMain.class.getName();

	// Whatever the encoding of this JVM, the shell gives the tested one these bytes
	private static final NativeText ASCII = new NativeText(StandardCharsets.US_ASCII);

	static final List<Path> homes = Arrays
		.stream(System.getProperty("test.java.homes", System.getProperty("java.home")).split(File.pathSeparator))
		.map(Path::of)
		.toList();

	@TempDir
	Path directory;

	@ParameterizedTest
	@MethodSource
	void workerSeesWhatTheMasterSaw(Path home, List<String> options, List<String> arguments) throws Exception {
		Output output = run(home, Map.of(), List.of(options, List.of("-cp", CLASS_PATH, MAIN), arguments));
		assertThat(output.arguments()).isEqualTo(arguments);
		assertThat(output.worker()).isEqualTo(output.master());
	}

	static Stream<Arguments> workerSeesWhatTheMasterSaw() {
		return homes.stream()
			.flatMap((home) -> Stream.of(arguments(home, List.of(), List.of()),
					arguments(home, List.of("-Dtest.a", "-Dtest.b=1 2", "-Dtest.c=\"'\\"),
							List.of("", "a b", "\"q\" 'r'", "\\n", "$HOME `x` *", "@x", "@@x", "-jar", "--a=", "\n",
									"")),
					arguments(home, List.of("-Dtest.a=" + "x".repeat(5000)), List.of("y".repeat(5000), "", "z")),
					arguments(home, List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED", "-Dtest.a=1"),
							List.of("a")),
					arguments(home, List.of("-Drelaunch.portable=true", "-Dtest.a=1 2"), List.of("", "a b"))));
	}

	@ParameterizedTest
	@MethodSource
	void workerGetsTheBytesOfTheMaster(Path home, String locale, List<String> options) throws Exception {
		String unicode = ASCII.decode("\u00e9\u20ac\ud83d\ude00".getBytes(StandardCharsets.UTF_8));
		List<String> arguments = List.of(unicode, "a\\0 " + unicode + "\n", "", "\udcff\udce9");
		Output output = run(home, Map.of("LC_ALL", locale),
				List.of(options, List.of("-Dtest.a=" + unicode, "-cp", CLASS_PATH, MAIN), arguments));
		assertThat(output.master())
			.contains("bytes c3a9e282acf09f9880" + "20615c3020" + "c3a9e282acf09f9880" + "0a" + "20" + "20" + "ffe9");
		assertThat(output.worker()).isEqualTo(output.master());
	}

	static Stream<Arguments> workerGetsTheBytesOfTheMaster() {
		List<String> utf8 = List.of("-Dfile.encoding=UTF-8");
		return homes.stream()
			.flatMap((home) -> Stream.of(arguments(home, "C", List.of()), arguments(home, "C", utf8),
					arguments(home, "C.UTF-8", List.of()),
					arguments(home, "C.UTF-8", List.of("-Dfile.encoding=ISO-8859-1"))));
	}

	@ParameterizedTest
	@FieldSource("homes")
	void workerOfArgumentFileSeesWhatTheMasterSaw(Path home) throws Exception {
		Path options = write("-Dtest.a='1 2' # comment\n-Dtest.b=\"\\\"x\\\\\"\n-cp '" + CLASS_PATH + "'");
		Output output = run(home, Map.of(), List.of(List.of("@" + options, MAIN, "@" + options)));
		assertThat(output.arguments()).containsExactly("@" + options);
		assertThat(output.worker()).isEqualTo(output.master()).hasSize(4);
		Path all = write("-Dtest.a=1 -cp '" + CLASS_PATH + "' " + MAIN + " one 'two three' @four");
		output = run(home, Map.of(), List.of(List.of("@" + all, "@five")));
		assertThat(output.arguments()).containsExactly("one", "two three", "@four", "@five");
		assertThat(output.worker().subList(0, 5)).isEqualTo(output.master().subList(0, 5));
	}

	@ParameterizedTest
	@FieldSource("homes")
	void workerOfJarSeesWhatTheMasterSaw(Path home) throws Exception {
		String jar = jar(this.directory.resolve("my app.jar")).toString();
		for (String portable : List.of("false", "true")) {
			Output output = run(home, Map.of(),
					List.of(List.of("-Drelaunch.portable=" + portable, "-jar", "-Dtest.a=1", jar, "", "a b")));
			assertThat(output.arguments()).containsExactly("", "a b");
			assertThat(output.worker()).isEqualTo(output.master()).hasSize(4);
		}
	}

	@ParameterizedTest
	@FieldSource("homes")
	void workerTakesOptionsOfEnvironmentOnce(Path home) throws Exception {
		Path file = write("-Dtest.jdk.file='1 2'");
		Map<String, String> environment = Map.of("JAVA_TOOL_OPTIONS", "-Dtest.tool=\"1 '2\"", "JDK_JAVA_OPTIONS",
				"-Dtest.jdk='1 2' @" + file, "_JAVA_OPTIONS", "-Dtest.last=1");
		for (String portable : List.of("false", "true")) {
			Output output = run(home, environment,
					List.of(List.of("-Drelaunch.portable=" + portable, "-cp", CLASS_PATH, MAIN, "a")));
			assertThat(output.worker()).isEqualTo(output.master()).hasSize(6);
		}
	}

	@ParameterizedTest
	@FieldSource("homes")
	void workerHasFilesAndPortsOfItsOwn(Path home) throws Exception {
		Map<String, String> environment = Map.of("JAVA_TOOL_OPTIONS",
				"-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0 \"-Dtest.a=1 2\"",
				"JDK_JAVA_OPTIONS", "-Xlog:startuptime:file=" + this.directory.resolve("jdk.log"));
		String log = "-Xlog:gc+init:file=\"" + this.directory.resolve("gc.log") + "\":time";
		Output output = run(home, environment, List.of(List.of(log, "-cp", CLASS_PATH, MAIN, "a")));
		assertThat(output.worker()).isEqualTo(output.master());
		assertThat(output.text()).containsOnlyOnce("Listening for transport dt_socket");
		assertThat(this.directory.toFile().list()).contains("jdk.log", "jdk.worker-0.log", "gc.log", "gc.worker-0.log");
	}

	@Test
	void argumentFileIsReadAsTheLauncherReadsIt() throws Exception {
		List<String> contents = ArgumentFileTests.contents().map((arguments) -> (String) arguments.get()[0]).toList();
		for (String content : contents) {
			Path file = write("-cp '" + CLASS_PATH + "' " + MAIN + " first\n" + content);
			Output output = run(homes.get(0), Map.of(RelaunchMain.WORKER, "true"),
					List.of(List.of("@" + file, "last")));
			List<String> expected = new ArrayList<>(List.of("first"));
			expected.addAll(ArgumentFile.parse(content));
			expected.add("last");
			assertThat(output.arguments()).as(content).isEqualTo(expected);
		}
	}

	private Output run(Path home, Map<String, String> environment, List<List<String>> parts)
			throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(List.of(home.resolve("bin/java").toString(), "-XX:TieredStopAtLevel=1"));
		parts.forEach(command::addAll);
		NativeArguments nativeArguments = new NativeArguments(ASCII, new File("/bin/sh"));
		Path file = Files.createTempFile(this.directory, "output", ".txt");
		ProcessBuilder builder = new ProcessBuilder(nativeArguments.passable(command, new ArrayList<>()));
		builder.redirectErrorStream(true).redirectOutput(file.toFile());
		Stream.of(OptionsVariable.values()).map(OptionsVariable::variableName).forEach(builder.environment()::remove);
		builder.environment().putAll(Map.of("LC_ALL", "C.UTF-8"));
		builder.environment().putAll(environment);
		Process process = builder.start();
		try {
			boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
			String text = Files.readString(file, StandardCharsets.ISO_8859_1);
			assertThat(ended).as(text).isTrue();
			assertThat(process.exitValue()).as(text).isZero();
			return Output.of(text);
		}
		finally {
			process.descendants().forEach(ProcessHandle::destroyForcibly);
			process.destroyForcibly();
		}
	}

	private Path write(String content) throws IOException {
		return Files.writeString(Files.createTempFile(this.directory, "java", ".args"), content);
	}

	private static Path jar(Path file) throws IOException {
		Manifest manifest = new Manifest();
		Attributes attributes = manifest.getMainAttributes();
		attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
		attributes.put(Attributes.Name.MAIN_CLASS, MAIN);
		attributes.put(Attributes.Name.CLASS_PATH,
				Arrays.stream(CLASS_PATH.split(File.pathSeparator))
					.map((entry) -> new File(entry).toURI().toString())
					.collect(Collectors.joining(" ")));
		new JarOutputStream(Files.newOutputStream(file), manifest).close();
		return file;
	}

	private static String location(Class<?> type) {
		try {
			return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * What the processes said.
	 *
	 * @param text all of it
	 * @param master lines of the first
	 * @param worker lines of the second
	 */
	record Output(String text, List<String> master, List<String> worker) {

		static Output of(String text) {
			List<String> lines = text.lines()
				.filter((line) -> line.matches("(arg|property|bytes) .*|arg |worker:"))
				.toList();
			int separator = lines.indexOf("worker:");
			return (separator < 0) ? new Output(text, lines, List.of())
					: new Output(text, lines.subList(0, separator), lines.subList(separator + 1, lines.size()));
		}

		List<String> arguments() {
			return this.master.stream().filter((line) -> line.startsWith("arg ")).map((line) -> {
				byte[] bytes = HexFormat.of().parseHex(line.substring("arg ".length()));
				return new String(bytes, StandardCharsets.UTF_16BE);
			}).toList();
		}

	}

}
