package io.clusterboot.sample.harness;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Jdks}.
 */
class JdksTests {

	@Test
	void homesBeginWithTheOneForSingleTests() {
		assertThat(Jdks.homes()).doesNotHaveDuplicates().startsWith(Jdks.home());
	}

	@Test
	void homesHaveJavaToExecute() {
		assertThat(Jdks.homes()).allMatch((home) -> Files.isExecutable(home.resolve("bin/java")));
	}

	@Test
	void longTestsRunOnTheFirstUnlessAllAreAskedFor() {
		assertThat(Jdks.namedForLongTests().map(Named::getPayload)).startsWith(Jdks.home())
			.hasSize(Boolean.getBoolean("test.long") ? Jdks.homes().size() : 1);
	}

	@Test
	void namedAreTheSame() {
		assertThat(Jdks.named().map(Named::getPayload)).containsExactlyElementsOf(Jdks.homes());
		assertThat(Jdks.named().map(Named::getName)).doesNotContain(Path.of("").toString());
	}

}
