package io.clusterboot;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link WorkerCount}.
 */
class WorkerCountTests {

	@ParameterizedTest(name = "{0} with {1} processors and room for {2}: {3}")
	@CsvSource(delimiter = '|', textBlock = """
			auto     | 8    | 100  | 8
			auto     | 8    | 3    | 3
			auto     | 1    | 1    | 1
			AUTO     | 2    | 9    | 2
			' auto ' | 2    | 9    | 2
			4        | 8    | 100  | 4
			4        | 1    | 1    | 4
			' 4 '    | 1    | 1    | 4
			1        | 8    | 100  | 1
			512      | 8    | 1    | 512
			-1       | 8    | 100  | 7
			-1       | 8    | 2    | 7
			-1       | 1    | 1    | 1
			-7       | 8    | 100  | 1
			-8       | 8    | 100  | 1
			50%      | 8    | 100  | 4
			50%      | 8    | 1    | 4
			50%      | 3    | 100  | 1
			' 50 % ' | 8    | 100  | 4
			100%     | 8    | 100  | 8
			1%       | 8    | 100  | 1
			""")
	void resolveAppliesTheRuleToTheMachine(String text, int processors, int fitting, int expected) {
		assertThat(new WorkerCount(text).resolve(processors, fitting)).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "auto", "100%", "-1" })
	void resolveWhenMachineIsHugeStaysWithinWhatOneMasterSupervises(String text) {
		assertThat(new WorkerCount(text).resolve(2000, 3000)).isEqualTo(WorkerCount.MAX);
	}

	@ParameterizedTest(name = "{0}: {1}")
	@CsvSource(delimiter = '|', textBlock = """
			0           | would leave nobody to serve
			-0          | would leave nobody to serve
			-99         | takes away more than the 8 processors there are
			-9          | takes away more than the 8 processors there are
			513         | is more than the 512 workers one master supervises
			999999999   | is more than the 512 workers one master supervises
			0%          | is a percentage outside of 1% to 100%
			101%        | is a percentage outside of 1% to 100%
			150%        | is a percentage outside of 1% to 100%
			-50%        | is neither 'auto', a number, nor a percentage
			abc         | is neither 'auto', a number, nor a percentage
			``          | is neither 'auto', a number, nor a percentage
			` `         | is neither 'auto', a number, nor a percentage
			2.5         | is neither 'auto', a number, nor a percentage
			+4          | is neither 'auto', a number, nor a percentage
			4 4         | is neither 'auto', a number, nor a percentage
			%           | is neither 'auto', a number, nor a percentage
			9999999999  | is neither 'auto', a number, nor a percentage
			""", quoteCharacter = '`')
	void resolveWhenValueIsUnusableSaysWhy(String text, String reason) {
		assertThatIllegalArgumentException().isThrownBy(() -> new WorkerCount(text).resolve(8, 8)).withMessage(reason);
	}

	@Test
	void isAutoWhenMemoryMayLimit() {
		assertThat(new WorkerCount(" Auto ").isAuto()).isTrue();
		assertThat(new WorkerCount("4").isAuto()).isFalse();
		assertThat(new WorkerCount("100%").isAuto()).isFalse();
	}

}
