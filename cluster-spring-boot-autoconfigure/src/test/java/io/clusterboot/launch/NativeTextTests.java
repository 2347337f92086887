package io.clusterboot.launch;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Tests for {@link NativeText}.
 */
class NativeTextTests {

	@ParameterizedTest
	@MethodSource("texts")
	void decodeKeepsAllBytes(Charset charset, byte[] bytes, String expected, boolean escapes) {
		NativeText text = new NativeText(charset);
		String decoded = text.decode(bytes);
		assertThat(decoded).isEqualTo(expected);
		assertThat(NativeText.hasEscapes(decoded)).isEqualTo(escapes);
		ByteArrayOutputStream encoded = new ByteArrayOutputStream();
		decoded.codePoints().mapToObj(text::encode).forEach(encoded::writeBytes);
		assertThat(encoded.toByteArray()).isEqualTo(bytes);
	}

	static Stream<Arguments> texts() {
		byte[] utf8 = "a\u00e9\ud83d\ude00".getBytes(StandardCharsets.UTF_8);
		byte[] latin = "a\u00e9z".getBytes(StandardCharsets.ISO_8859_1);
		return Stream.of(arguments(StandardCharsets.UTF_8, utf8, "a\u00e9\ud83d\ude00", false),
				arguments(StandardCharsets.UTF_8, latin, "a\udce9z", true),
				arguments(StandardCharsets.US_ASCII, utf8, "a\udcc3\udca9\udcf0\udc9f\udc98\udc80", true),
				arguments(StandardCharsets.ISO_8859_1, latin, "a\u00e9z", false),
				arguments(StandardCharsets.UTF_8, new byte[0], "", false));
	}

	@Test
	void canEncodeWhenCharsetLacksCharacterIsFalse() {
		NativeText ascii = new NativeText(StandardCharsets.US_ASCII);
		assertThat(ascii.canEncode("a\udce9")).isTrue();
		assertThat(ascii.canEncode("\u00e9")).isFalse();
	}

	@Test
	void pathWhenPathsHaveAnotherEncodingNamesTheSameFile() {
		NativeText latin = new NativeText(StandardCharsets.ISO_8859_1);
		String utf8 = new String("\u00e9.jar".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
		assumeThat(NativeText.ofPaths().charset()).isEqualTo(StandardCharsets.UTF_8);
		assertThat(latin.path(utf8)).contains(Path.of("\u00e9.jar"));
		assertThat(latin.name(Path.of("\u00e9.jar"))).isEqualTo(utf8);
		assertThat(latin.path("\u00e9.jar")).isEmpty();
	}

}
