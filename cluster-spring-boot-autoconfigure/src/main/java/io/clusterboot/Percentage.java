package io.clusterboot;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a whole, written as {@code 10%}.
 *
 * @param value the part, 0 to 1
 */
public record Percentage(double value) {

	private static final Pattern TEXT = Pattern.compile("\\s*(\\d{1,3}(?:\\.\\d{1,3})?)\\s*%?\\s*");

	/**
	 * Read a percentage. Found by this name when properties are bound.
	 * @param text such as {@code 10%} or {@code 10}
	 * @return the percentage
	 * @throws IllegalArgumentException if the text is no number from 0 to 100
	 */
	public static Percentage of(String text) {
		Matcher matcher = TEXT.matcher(text);
		double percent = matcher.matches() ? Double.parseDouble(matcher.group(1)) : -1;
		if (percent < 0 || percent > 100) {
			throw new IllegalArgumentException("percentage: " + text + " (expected: 0% to 100%)");
		}
		return new Percentage(percent / 100);
	}

	@Override
	public String toString() {
		String percent = String.valueOf(Math.round(this.value * 100_000) / 1000.0);
		return percent.replaceAll("\\.0$", "") + "%";
	}

}
