package io.clusterboot.cli;

import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CommandArguments}.
 */
class CommandArgumentsTests {

	@ParameterizedTest
	@CsvSource({ "cluster,''", "cluster status,status", "cluster status --json,status --json",
			"--server.port=9000 cluster status --json,status --json",
			"cluster --server.port=9000 status --cluster.run-directory=/x --json,status --json",
			"--spring.profiles.active=a.b --debug cluster scale 3 --x.y,scale 3", "cluster -h,-h",
			"cluster restart -1,restart -1", "cluster status --json=a.b,status --json=a.b",
			"cluster cluster status,cluster status" })
	void findWhenFirstArgumentThatIsNoOptionIsClusterFindsTheCommand(String arguments, String words) {
		assertThat(CommandArguments.find(split(arguments))).map((command) -> String.join(" ", command.words()))
			.hasValue(words);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "status", "status cluster", "-x cluster", "--cluster", "--cluster.workers=2",
			"clusters status", "--a.b=cluster status" })
	void findWhenThereIsNoCommandFindsNothing(String arguments) {
		assertThat(CommandArguments.find(split(arguments))).isEmpty();
	}

	private static String[] split(String text) {
		return Stream.of(text.split(" ")).filter((word) -> !word.isEmpty()).toArray(String[]::new);
	}

}
