package io.clusterboot.cli;

import java.time.Duration;
import java.util.Locale;

/**
 * Numbers as people read them.
 */
final class Figures {

	private static final long KIB = 1024;

	private Figures() {
	}

	static String duration(Duration duration) {
		if (duration.toSeconds() < 10 && duration.toMillis() % 1000 != 0) {
			return String.format(Locale.ROOT, "%.1fs", Math.floor(duration.toMillis() / 100.0) / 10);
		}
		if (duration.toMinutes() == 0) {
			return duration.toSeconds() + "s";
		}
		if (duration.toHours() == 0) {
			return duration.toMinutes() + "m " + duration.toSecondsPart() + "s";
		}
		return (duration.toDays() == 0) ? duration.toHours() + "h " + duration.toMinutesPart() + "m"
				: duration.toDays() + "d " + duration.toHoursPart() + "h";
	}

	/**
	 * Return a number of bytes; a negative one is not known.
	 */
	static String bytes(long bytes) {
		if (bytes < 0) {
			return "-";
		}
		long mebibytes = bytes / (KIB * KIB);
		return (mebibytes < 10_000) ? mebibytes + "M" : mebibytes / KIB + "G";
	}

	/**
	 * Return a share as a percentage; a negative one is not known.
	 */
	static String percent(double share) {
		return (share < 0) ? "-" : Math.round(share * 100) + "%";
	}

	/**
	 * Return a number with its noun.
	 */
	static String count(long number, String noun) {
		return number + " " + noun + ((number == 1) ? "" : "s");
	}

}
