package io.clusterboot.cli;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Shows how far something is that takes its time.
 */
sealed interface Progress {

	/**
	 * Show it.
	 * @param text what it is at
	 */
	void show(String text);

	/**
	 * Show nothing more: it is over.
	 */
	void end();

	/**
	 * One line that is written anew again and again, for somebody who looks at it.
	 */
	final class Live implements Progress {

		/*
		 * A longer line than the terminal would not be written over, but below.
		 */
		private static final int LONGEST = 79;

		private static final String START_OF_LINE = "\r";

		private static final String ERASE_REST = "\033[K";

		private final PrintWriter out;

		private final Clock clock;

		private final Instant start;

		Live(PrintWriter out, Clock clock) {
			this.out = out;
			this.clock = clock;
			this.start = clock.instant();
		}

		@Override
		public void show(String text) {
			String elapsed = " (" + Duration.between(this.start, this.clock.instant()).toSeconds() + "s)";
			this.out.print(START_OF_LINE + cut(text, LONGEST - elapsed.length()) + elapsed + ERASE_REST);
			this.out.flush();
		}

		private static String cut(String text, int length) {
			return (text.length() <= length) ? text : text.substring(0, length - 3) + "...";
		}

		@Override
		public void end() {
			this.out.print(START_OF_LINE + ERASE_REST);
			this.out.flush();
		}

	}

	/**
	 * A line for each step, for a log.
	 */
	final class Steps implements Progress {

		private final PrintWriter out;

		private String last = "";

		Steps(PrintWriter out) {
			this.out = out;
		}

		@Override
		public void show(String text) {
			if (!text.equals(this.last)) {
				this.out.println(text);
				this.out.flush();
				this.last = text;
			}
		}

		@Override
		public void end() {
			// A log keeps what was written
		}

	}

}
