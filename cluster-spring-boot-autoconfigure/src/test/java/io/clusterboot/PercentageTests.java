package io.clusterboot;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Percentage}.
 */
class PercentageTests {

	@ParameterizedTest
	@CsvSource({ "10%,0.1", "10,0.1", " 10 % ,0.1", "0%,0", "100%,1", "12.5%,0.125", "0.1%,0.001" })
	void ofReadsParts(String text, double value) {
		assertThat(Percentage.of(text).value()).isEqualTo(value);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "%", "-1%", "100.1%", "101", "ten", "1e1%", "10%%", "0x10" })
	void ofWhenTextIsNoPercentageRefuses(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> Percentage.of(text))
			.withMessage("percentage: " + text + " (expected: 0% to 100%)");
	}

	@ParameterizedTest
	@ValueSource(strings = { "10%", "0%", "100%", "12.5%" })
	void toStringIsAsWritten(String text) {
		assertThat(Percentage.of(text)).hasToString(text);
	}

}
