package io.clusterboot.launch;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link NativeArguments}.
 */
class NativeArgumentsTests {

	private static final NativeText ASCII = new NativeText(StandardCharsets.US_ASCII);

	private final List<String> notes = new ArrayList<>();

	@Test
	void passableWhenNothingIsEscapedKeepsCommand() {
		List<String> command = List.of("java", "", "a b", "\\0101");
		assertThat(passable("/", command)).isSameAs(command);
		assertThat(this.notes).isEmpty();
	}

	@Test
	void passableWhenBytesAreEscapedGoesThroughShell() {
		List<String> command = passable("/", List.of("java", "\udcc3\udca9\\\n", ""));
		assertThat(command).startsWith("/", "-c").endsWith("sh", "java", "\\0303\\0251\\0134\\0012", "");
		assertThat(this.notes).isEmpty();
	}

	@Test
	void passableWhenThereIsNoShellSaysSo() {
		List<String> command = List.of("java", "\udcc3");
		assertThat(passable("/missing/sh", command)).isSameAs(command);
		assertThat(this.notes).singleElement().asString().contains("/missing/sh", "LC_ALL=C.UTF-8");
	}

	@Test
	void passableWhenCharacterIsNotInCharsetSaysSo() {
		List<String> command = List.of("java", "\u00e9");
		assertThat(passable("/", command)).isSameAs(command);
		assertThat(this.notes).singleElement().asString().contains("US-ASCII");
	}

	private List<String> passable(String shell, List<String> command) {
		return new NativeArguments(ASCII, new File(shell)).passable(command, this.notes);
	}

}
