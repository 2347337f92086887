package io.clusterboot.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link OptionsVariable}.
 */
class OptionsVariableTests {

	@ParameterizedTest
	@MethodSource("values")
	void optionsSplitsAsTheJvmDoes(String value, List<String> expected) {
		assertThat(options(OptionsVariable.JAVA_TOOL_OPTIONS, value)).isEqualTo(expected);
		assertThat(options(OptionsVariable.JDK_JAVA_OPTIONS, value)).isEqualTo(expected);
	}

	static Stream<Arguments> values() {
		return Stream.of(arguments("", List.of()), arguments(" -Da=1\t-Db\n", List.of("-Da=1", "-Db")),
				arguments("-Da=\"1 2\"3 '-Db=\"'", List.of("-Da=1 23", "-Db=\"")),
				arguments("-Da=c:\\x \"\"", List.of("-Da=c:\\x", "")), arguments("-Da=\"1", List.of()),
				arguments("@", List.of("@")));
	}

	@ParameterizedTest
	@EnumSource
	void formatIsReadBackTheSame(OptionsVariable variable) {
		List<String> options = List.of("-Da=1", "-Db=1 2", "", "-Dc='\"' \t", "@x", "@@", "-Dd=\\");
		assertThat(options(variable, variable.format(options))).isEqualTo(options);
	}

	@Test
	void optionsOfLauncherVariableExpandsFiles(@TempDir Path directory) throws IOException {
		String file = "@" + Files.writeString(directory.resolve("args"), "-Da=1 '-Db=2 3'");
		assertThat(options(OptionsVariable.JDK_JAVA_OPTIONS, "-Dx " + file + " @@y")).containsExactly("-Dx", "-Da=1",
				"-Db=2 3", "@y");
		assertThat(options(OptionsVariable.JDK_JAVA_OPTIONS, "--disable-@files " + file + " @@y"))
			.containsExactly("--disable-@files", file, "@@y");
		assertThat(options(OptionsVariable.JAVA_TOOL_OPTIONS, file)).containsExactly(file);
	}

	@Test
	void optionsWhenFileIsMissingIsEmpty() {
		assertThat(options(OptionsVariable.JDK_JAVA_OPTIONS, "-Dx @missing")).isEmpty();
	}

	private static List<String> options(OptionsVariable variable, String value) {
		return variable.options(Map.of(variable.variableName(), value));
	}

}
