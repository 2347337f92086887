package io.clusterboot.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link CommandLine} and {@link RunningJvm}.
 */
class CommandLineTests {

	private static final NativeText UTF_8 = new NativeText(StandardCharsets.UTF_8);

	@TempDir
	Path directory;

	@ParameterizedTest
	@MethodSource("commandLines")
	void parseSplitsAsTheLauncherDoes(List<String> argv, List<String> options, List<String> main, List<String> args)
			throws IOException {
		CommandLine line = CommandLine.parse(argv);
		assertThat(line).isEqualTo(new CommandLine("java", options, main, args));
		assertThat(CommandLine.parse(line.toList())).isEqualTo(line);
	}

	static Stream<Arguments> commandLines() {
		String big = "x".repeat(5000);
		return Stream.of(
				line(List.of("-jar", "app.jar"), List.of(), List.of("-jar", "app.jar"), List.of()),
				line(List.of("-Xmx1g", "-jar", "a b.jar", "", "-Dx", "a b", "\u00e9", big, "@no", "@@no", "-jar"),
						List.of("-Xmx1g"), List.of("-jar", "a b.jar"),
						List.of("", "-Dx", "a b", "\u00e9", big, "@no", "@@no", "-jar")),
				line(List.of("-jar", "-Dx=1", "app.jar", "x"), List.of("-Dx=1"), List.of("-jar", "app.jar"),
						List.of("x")),
				line(List.of("-cp", "lib:classes", "-Dx", "Main", "-cp", "y"), List.of("-cp", "lib:classes", "-Dx"),
						List.of("Main"), List.of("-cp", "y")),
				line(List.of("-p", "mods", "--add-opens", "a/b=c", "-m", "mod/Main", "x"),
						List.of("-p", "mods", "--add-opens", "a/b=c"), List.of("-m", "mod/Main"), List.of("x")),
				line(List.of("--module=mod/Main", "x"), List.of(), List.of("--module=mod/Main"), List.of("x")),
				line(List.of("--class-path=x", "--enable-native-access", "ALL-UNNAMED", "Main"),
						List.of("--class-path=x", "--enable-native-access", "ALL-UNNAMED"), List.of("Main"), List.of()),
				line(List.of("--source", "17", "Main.java", "x"), List.of("--source", "17"), List.of("Main.java"),
						List.of("x")),
				line(List.of("-cp", "@@dir", "@@Main", "@@x"), List.of("-cp", "@dir"), List.of("@Main"),
						List.of("@@x")),
				line(List.of("-cp", "@", "Main"), List.of("-cp", "@"), List.of("Main"), List.of()),
				line(List.of("--disable-@files", "-cp", "@dir", "@@Main"), List.of("--disable-@files", "-cp", "@dir"),
						List.of("@@Main"), List.of()),
				line(List.of("-version"), List.of("-version"), List.of(), List.of()));
	}

	private static Arguments line(List<String> afterJava, List<String> options, List<String> main, List<String> args) {
		return arguments(Stream.concat(Stream.of("java"), afterJava.stream()).toList(), options, main, args);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "-cp 'a b' -Dx=1", "-cp 'a b' -Dx=1 Main", "-cp 'a b' -Dx=1 Main one @two" })
	void parseExpandsArgumentFile(String content) throws IOException {
		String file = "@" + Files.writeString(this.directory.resolve("java.args"), content);
		CommandLine line = CommandLine.parse(List.of("java", file, "Main", file));
		boolean hasMain = content.contains("Main");
		boolean hasArguments = content.endsWith("@two");
		assertThat(line.jvmOptions()).isEqualTo(content.isEmpty() ? List.of() : List.of("-cp", "a b", "-Dx=1"));
		assertThat(line.mainPart()).containsExactly("Main");
		assertThat(line.arguments()).isEqualTo(
				hasArguments ? List.of("one", "@two", "Main", file) : hasMain ? List.of("Main", file) : List.of(file));
	}

	@Test
	void parseExpandsArgumentFileThatNamesTheJar() throws IOException {
		String file = "@" + Files.writeString(this.directory.resolve("jar"), "app.jar");
		assertThat(CommandLine.parse(List.of("java", "-jar", file, "x")).mainPart()).containsExactly("-jar", "app.jar");
	}

	@Test
	void parseWhenArgumentFileIsMissingFails() {
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> CommandLine.parse(List.of("java", "@missing", "Main")));
	}

	@Test
	void ofBytesKeepsEmptyArgumentsAndBytes() throws IOException {
		byte[] cmdline = "java\0-jar\0app.jar\0\0\u00ff\0\0".getBytes(StandardCharsets.ISO_8859_1);
		CommandLine line = CommandLine.ofBytes(cmdline, "/jdk/bin/java", Map.of(), UTF_8);
		assertThat(line).isEqualTo(
				new CommandLine("/jdk/bin/java", List.of(), List.of("-jar", "app.jar"), List.of("", "\udcff", "")));
	}

	@Test
	void ofBytesWhenLauncherIsNotJavaTakesAllAsArguments() throws IOException {
		CommandLine line = CommandLine.ofBytes("app\0-x\0@y\0".getBytes(StandardCharsets.UTF_8), "/opt/app/bin/app",
				Map.of(), UTF_8);
		assertThat(line).isEqualTo(new CommandLine("/opt/app/bin/app", List.of(), List.of(), List.of("-x", "@y")));
		assertThat(line.toList()).containsExactly("/opt/app/bin/app", "-x", "@y");
	}

	@Test
	void ofBytesWhenLauncherStartedItselfAgainLeavesOutOptionsOfEnvironment() throws IOException {
		byte[] cmdline = "java\0-Da=1\0-Db=2\0Main\0".getBytes(StandardCharsets.UTF_8);
		CommandLine line = CommandLine.ofBytes(cmdline, "java", Map.of("JDK_JAVA_OPTIONS", "-Da=1"), UTF_8);
		assertThat(line.jvmOptions()).containsExactly("-Db=2");
	}

	@Test
	void ofBytesWhenEnvironmentDisablesFilesDoesNotExpand() throws IOException {
		byte[] cmdline = "java\0-cp\0@x\0Main\0".getBytes(StandardCharsets.UTF_8);
		CommandLine line = CommandLine.ofBytes(cmdline, "java", Map.of("JDK_JAVA_OPTIONS", "--disable-@files"), UTF_8);
		assertThat(line.jvmOptions()).containsExactly("-cp", "@x");
	}

	@ParameterizedTest
	@MethodSource("jvms")
	void runningJvmKnowsItsMain(String classPath, String module, String command, List<String> expected) {
		RunningJvm jvm = new RunningJvm("java", List.of("-Xmx1g", "-Djdk.module.main=x"), Map.of(), classPath, module,
				command, List.of("a b", ""));
		assertThat(jvm.commandLine().toList()).isEqualTo(expected);
	}

	static Stream<Arguments> jvms() {
		return Stream.of(
				arguments("/my apps/app.jar", "", "/my apps/app.jar a b ",
						List.of("java", "-Xmx1g", "-jar", "/my apps/app.jar", "a b", "")),
				arguments("a:b.jar", "", "Main a b ", List.of("java", "-Xmx1g", "-cp", "a:b.jar", "Main", "a b", "")),
				arguments("", "mod", "mod/Main a b ", List.of("java", "-Xmx1g", "-m", "mod/Main", "a b", "")));
	}

	@Test
	void runningJvmLeavesOutOptionsOfEnvironmentOnce() {
		Map<String, String> environment = Map.of("JAVA_TOOL_OPTIONS", "-Da=1", "JDK_JAVA_OPTIONS",
				"--add-opens x/y=z -Db='2 3'", "_JAVA_OPTIONS", "-Da=1");
		RunningJvm jvm = new RunningJvm("java",
				List.of("-Da=1", "--add-opens=x/y=z", "-Db=2 3", "-Da=1", "-Dc=1", "-Da=1"), environment, "app.jar", "",
				"app.jar", List.of());
		assertThat(jvm.commandLine().jvmOptions()).containsExactly("-Da=1", "-Dc=1");
	}

	@Test
	void jarIsResolvedAgainstTheWorkingDirectory() throws IOException {
		assertThat(CommandLine.parse(List.of("java", "-jar", "lib/app.jar", "x")).jar())
			.contains(Path.of("").toAbsolutePath().resolve("lib/app.jar"));
		assertThat(CommandLine.parse(List.of("java", "-jar", "/srv/app.jar")).jar()).contains(Path.of("/srv/app.jar"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "Main", "-version", "--module=mod/Main" })
	void jarWhenNoneIsRunIsEmpty(String argument) throws IOException {
		CommandLine line = CommandLine.parse(List.of("java", argument, "-jar", "x.jar"));
		CommandLine main = new CommandLine("java", List.of(), List.of(argument), line.arguments());
		assertThat(main.jar()).isEmpty();
		assertThat(main.withJar(Path.of("other.jar"))).isSameAs(main);
	}

	@Test
	void jarWhenNameHasBytesThatNoPathHasIsEmpty() {
		assertThat(new CommandLine("java", List.of(), List.of("-jar", "/srv/\udce9.jar"), List.of()).jar()).isEmpty();
		assertThat(new CommandLine("java", List.of(), List.of("-jar", "a\0b.jar"), List.of()).jar()).isEmpty();
	}

	@Test
	void withJarReplacesTheJarAlone() throws IOException {
		CommandLine line = CommandLine.parse(List.of("java", "-Xmx1g", "-jar", "app.jar", "-jar", "app.jar"));
		Path jar = Path.of("/run/a b.jar");
		assertThat(line.withJar(jar).toList()).containsExactly("java", "-Xmx1g", "-jar", "/run/a b.jar", "-jar",
				"app.jar");
		assertThat(line.withJar(jar).jar()).contains(jar);
	}

}
