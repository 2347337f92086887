package io.clusterboot.ipc;

import java.io.IOException;
import java.util.List;

import io.clusterboot.ipc.Message.Said;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Parts}.
 */
class PartsTests {

	@Test
	void ofWhenTextIsEmptyHasNone() {
		assertThat(Parts.of("")).isEmpty();
	}

	@Test
	void ofWhenTextFitsIsTheText() {
		String text = "x".repeat(Parts.LONGEST);
		assertThat(Parts.of(text)).containsExactly(text);
	}

	@Test
	void ofWhenTextIsLongerIsTheTextInParts() {
		String text = "abc".repeat(Parts.LONGEST);
		assertThat(Parts.of(text)).hasSize(3)
			.allMatch((part) -> part.length() <= Parts.LONGEST)
			.satisfies((parts) -> assertThat(String.join("", parts)).isEqualTo(text));
	}

	@Test
	void ofDoesNotCutACharacterInTwo() {
		String text = "x" + "\uD83D\uDE80".repeat(Parts.LONGEST);
		List<String> parts = Parts.of(text);
		assertThat(parts).allMatch((part) -> part.length() <= Parts.LONGEST)
			.noneMatch((part) -> Character.isLowSurrogate(part.charAt(0)));
		assertThat(String.join("", parts)).isEqualTo(text);
	}

	@Test
	void partFitsIntoAMessageWhateverItsCharacters() throws IOException {
		String text = "東".repeat(Parts.LONGEST + 1);
		for (String part : Parts.of(text)) {
			assertThat(new MessageCodec().encode(new Said(Long.MAX_VALUE, part, true))).isNotEmpty();
		}
	}

}
