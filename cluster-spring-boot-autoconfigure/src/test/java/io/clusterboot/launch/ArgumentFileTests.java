package io.clusterboot.launch;

import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link ArgumentFile}.
 */
class ArgumentFileTests {

	@ParameterizedTest
	@MethodSource("contents")
	void parseReadsAsTheLauncherDoes(String content, List<String> expected) {
		assertThat(ArgumentFile.parse(content)).isEqualTo(expected);
	}

	static Stream<Arguments> contents() {
		return Stream.of(arguments("", List.of()), arguments(" \n\t\f\r", List.of()),
				arguments("a b\tc\fd\r\ne", List.of("a", "b", "c", "d", "e")),
				arguments("\"a b\" 'c \"d\"' \"e 'f'\"\n", List.of("a b", "c \"d\"", "e 'f'")),
				arguments("a\"b c\"d", List.of("ab cd")), arguments("\"\" ''\n", List.of("", "")),
				arguments("a \"\"", List.of("a")), arguments("c:\\dir\\x", List.of("c:\\dir\\x")),
				arguments("\"c:\\\\dir\\n\\t\\r\\f\\q\\\"\"", List.of("c:\\dir\n\t\r\fq\"")),
				arguments("# comment\na # more\nb\n#last", List.of("a", "b")),
				arguments("\"a # b\" c", List.of("a # b", "c")), arguments("a#b\nc", List.of("c")),
				arguments("\"a\"b#c\nd", List.of("ad")),
				arguments("\"/lib/a.jar:\\\n    /lib/b.jar\"", List.of("/lib/a.jar:/lib/b.jar")),
				arguments("\"a\\\r\n  b\"", List.of("ab")), arguments("\"a\nb c", List.of("a", "b", "c")),
				arguments("'a b", List.of("a b")), arguments("\"a\\", List.of()),
				arguments("@other @@x @", List.of("@other", "@@x", "@")), arguments("a\\ b", List.of("a\\", "b")),
				arguments("\u00e9\u20ac \ud83d\ude00", List.of("\u00e9\u20ac", "\ud83d\ude00")));
	}

	@Test
	void readWhenMissingFails() {
		NativeText text = NativeText.ofProcessBuilder();
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> ArgumentFile.read(new File("missing"), text));
	}

}
