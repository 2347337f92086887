package io.clusterboot.messaging;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Arrivals}.
 */
class ArrivalsTests {

	private final Arrivals arrivals = new Arrivals(2);

	@Test
	void nothingIsMissingOfWhatComesInOrder() {
		assertThat(note("a", 1)).isZero();
		assertThat(note("a", 2)).isZero();
		assertThat(note("b", 1)).isZero();
		assertThat(note("a", 3)).isZero();
	}

	@Test
	void gapIsCountedAndRepetitionIsRecognised() {
		assertThat(note("a", 1)).isZero();
		assertThat(note("a", 5)).isEqualTo(3);
		assertThat(note("a", 5)).isEqualTo(Arrivals.REPEATED);
		assertThat(note("a", 2)).isEqualTo(Arrivals.REPEATED);
		assertThat(note("a", 6)).isZero();
	}

	@Test
	void whoJoinsLateHasMissedNothing() {
		assertThat(note("a", 1000)).isZero();
	}

	@Test
	void publisherThatIsSilentForLongestIsForgotten() {
		note("a", 10);
		note("b", 10);
		note("a", 11);
		note("c", 10);
		assertThat(note("a", 11)).isEqualTo(Arrivals.REPEATED);
		assertThat(note("b", 10)).isZero();
	}

	private long note(String publisher, long number) {
		return this.arrivals.note(new Parcel(publisher, number, new byte[0]));
	}

}
