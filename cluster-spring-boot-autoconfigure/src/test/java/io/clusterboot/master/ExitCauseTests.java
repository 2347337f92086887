package io.clusterboot.master;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ExitCause}.
 */
class ExitCauseTests {

	@ParameterizedTest(name = "status {0}, oom kill {1}, report {2}")
	@CsvSource(delimiter = '|',
			textBlock = """
					0   | false | ''        | exit code 0                                                      | false | EXIT
					0   | true  | ''        | exit code 0                                                      | false | EXIT
					1   | false | ''        | exit code 1                                                      | false | EXIT
					2   | false | ''        | exit code 2                                                      | false | EXIT
					3   | false | ''        | OutOfMemoryError (exit code 3)                                   | false | OUT_OF_MEMORY
					3   | true  | ''        | OutOfMemoryError (exit code 3)                                   | false | OUT_OF_MEMORY
					128 | false | ''        | exit code 128                                                    | false | EXIT
					130 | false | ''        | ended by SIGINT                                                  | false | KILLED
					134 | false | ''        | the JVM crashed (SIGABRT)                                        | false | CRASH
					134 | false | /hs_1.log | the JVM crashed (SIGABRT), see /hs_1.log                         | false | CRASH
					1   | false | /hs_1.log | the JVM crashed (exit code 1), see /hs_1.log                     | false | CRASH
					137 | false | ''        | killed by SIGKILL                                                | true  | KILLED
					137 | true  | ''        | killed by the kernel for want of memory (SIGKILL, oom_kill)      | false | OUT_OF_MEMORY
					137 | true  | /hs_1.log | the JVM crashed (SIGKILL), see /hs_1.log                         | false | CRASH
					139 | false | ''        | ended by SIGSEGV                                                 | false | CRASH
					143 | false | ''        | killed by SIGTERM                                                | true  | KILLED
					143 | true  | ''        | killed by SIGTERM                                                | true  | KILLED
					192 | false | ''        | exit code 192                                                    | false | EXIT
					255 | false | ''        | exit code 255                                                    | false | EXIT
					""")
	void ofTellsCauseAndWhoseFaultItWas(int status, boolean oomKilled, String crashReport, String text,
			boolean external, RestartReason reason) {
		assertThat(ExitCause.of(status, oomKilled, crashReport)).isEqualTo(new ExitCause(text, external, reason));
	}

	@Test
	void ofTellsThatAnotherStartIsInVain() {
		assertThat(ExitCause.of(78, false, ""))
			.isEqualTo(new ExitCause("wrong configuration (exit code 78)", false, true, RestartReason.START_FAILURE));
	}

}
