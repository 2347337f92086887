package io.clusterboot.metrics;

import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Numbers as metrics have them: decimals, {@code NaN}, {@code +Inf} and {@code -Inf}.
 */
final class Numbers {

	/*
	 * A long of so many digits cannot overflow when a thousand of them are added.
	 */
	private static final int EXACT_DIGITS = 15;

	private Numbers() {
	}

	/**
	 * Return whether text from a position to another is a number.
	 */
	static boolean isNumber(String text, int from, int to) {
		int points = 0;
		for (int i = from; i < to; i++) {
			char c = text.charAt(i);
			if (c == '.') {
				points++;
			}
			else if (c < '0' || c > '9') {
				return isUncommonNumber(text.substring(from, to));
			}
		}
		return points <= 1 && to - from > points;
	}

	/*
	 * Java takes more for a number: 1f, 0x1p3, and blanks around it.
	 */
	private static boolean isUncommonNumber(String text) {
		if (special(text) != null) {
			return true;
		}
		for (int i = 0; i < text.length(); i++) {
			if ("0123456789+-.eE".indexOf(text.charAt(i)) < 0) {
				return false;
			}
		}
		try {
			Double.parseDouble(text);
			return true;
		}
		catch (NumberFormatException ex) {
			return false;
		}
	}

	static double parse(String number) {
		Double special = special(number);
		return (special != null) ? special : Double.parseDouble(number);
	}

	private static @Nullable Double special(String text) {
		if (text.isEmpty() || Character.isDigit(text.charAt(text.length() - 1))) {
			return null;
		}
		return switch (text.toLowerCase(Locale.ROOT)) {
			case "nan" -> Double.NaN;
			case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
			case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
			default -> null;
		};
	}

	static String format(double number) {
		if (Double.isInfinite(number)) {
			return (number > 0) ? "+Inf" : "-Inf";
		}
		return Double.toString(number);
	}

	/**
	 * Add up. What is written without a decimal point stays so.
	 */
	static String sum(List<Sample> samples) {
		long whole = 0;
		double broken = 0;
		boolean exact = true;
		for (Sample sample : samples) {
			if (isWhole(sample.value())) {
				whole += Long.parseLong(sample.value());
			}
			else {
				exact = false;
				broken += parse(sample.value());
			}
		}
		return exact ? Long.toString(whole) : format(whole + broken);
	}

	private static boolean isWhole(String number) {
		if (number.length() > EXACT_DIGITS) {
			return false;
		}
		for (int i = 0; i < number.length(); i++) {
			if (number.charAt(i) < '0' || number.charAt(i) > '9') {
				return false;
			}
		}
		return true;
	}

}
