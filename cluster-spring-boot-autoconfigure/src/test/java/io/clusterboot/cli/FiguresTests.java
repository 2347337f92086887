package io.clusterboot.cli;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Figures}.
 */
class FiguresTests {

	@ParameterizedTest
	@CsvSource({ "PT0S,0s", "PT0.05S,0.0s", "PT0.35S,0.3s", "PT2S,2s", "PT9.999S,9.9s", "PT10.5S,10s", "PT59.9S,59s",
			"PT1M,1m 0s", "PT59M59S,59m 59s", "PT1H,1h 0m", "PT23H59M59S,23h 59m", "P1D,1d 0h", "P400DT5H,400d 5h" })
	void durationHasTwoUnitsAtMost(Duration duration, String text) {
		assertThat(Figures.duration(duration)).isEqualTo(text);
	}

	@ParameterizedTest
	@CsvSource({ "-1,-", "0,0M", "1048575,0M", "189792256,181M", "10485759999,9999M", "10485760000,9G",
			"1099511627776,1024G" })
	void bytesAreInMebibytesUntilThatIsLong(long bytes, String text) {
		assertThat(Figures.bytes(bytes)).isEqualTo(text);
	}

	@ParameterizedTest
	@CsvSource({ "-1,-", "0,0%", "0.005,1%", "1.5,150%" })
	void percentIsOfOneProcessor(double share, String text) {
		assertThat(Figures.percent(share)).isEqualTo(text);
	}

	@ParameterizedTest
	@CsvSource({ "0,0 workers", "1,1 worker", "2,2 workers" })
	void countAgreesWithItsNoun(long number, String text) {
		assertThat(Figures.count(number, "worker")).isEqualTo(text);
	}

}
