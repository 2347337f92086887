package io.clusterboot.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Progress}.
 */
class ProgressTests {

	private final StringWriter text = new StringWriter();

	private final PrintWriter out = new PrintWriter(this.text);

	@Test
	void stepsWhenShownAreOneLineForEachChange() {
		Progress progress = new Progress.Steps(this.out);
		for (String step : new String[] { "one", "one", "two", "one" }) {
			progress.show(step);
		}
		progress.end();
		assertThat(this.text).hasToString(String.format("one%ntwo%none%n"));
	}

	@Test
	void liveWhenShownWritesOverTheSameLineAndErasesItInTheEnd() {
		TickingClock clock = new TickingClock();
		Progress progress = new Progress.Live(this.out, clock);
		progress.show("one");
		clock.tick(Duration.ofMillis(2900));
		progress.show("one");
		progress.end();
		assertThat(this.text).hasToString("\rone (0s)\033[K\rone (2s)\033[K\r\033[K");
	}

	@Test
	void liveWhenTextIsLongerThanTheLineCutsIt() {
		new Progress.Live(this.out, new TickingClock()).show("x".repeat(200));
		assertThat(this.text.toString().replace("\r", "").replace("\033[K", "")).hasSize(79).endsWith("x... (0s)");
	}

	/**
	 * A clock that goes on when it is told to.
	 */
	private static final class TickingClock extends Clock {

		private Clock current = Clock.fixed(Samples.START, ZoneOffset.UTC);

		void tick(Duration time) {
			this.current = Clock.offset(this.current, time);
		}

		@Override
		public java.time.ZoneId getZone() {
			return this.current.getZone();
		}

		@Override
		public Clock withZone(java.time.ZoneId zone) {
			return this.current.withZone(zone);
		}

		@Override
		public java.time.Instant instant() {
			return this.current.instant();
		}

	}

}
