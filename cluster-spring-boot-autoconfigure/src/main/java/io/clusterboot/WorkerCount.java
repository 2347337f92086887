package io.clusterboot;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The value of {@code cluster.workers}: a number of workers, or a rule that gives one on
 * the machine it runs on.
 *
 * @param text the value as configured
 */
public record WorkerCount(String text) {

	/**
	 * Most workers one master supervises.
	 */
	public static final int MAX = 512;

	private static final Pattern NUMBER = Pattern.compile("-?\\d{1,9}");

	private static final Pattern PERCENTAGE = Pattern.compile("(\\d{1,9})\\s*%");

	/**
	 * Apply the rule to a machine.
	 * @param processors processors the container grants, 1 or more
	 * @param fitting number of workers that fit into memory, 1 or more; limits
	 * {@code auto} only
	 * @return number of workers, 1 or more
	 * @throws IllegalArgumentException if the value is none that can be used; the message
	 * says why
	 */
	public int resolve(int processors, int fitting) {
		if (isAuto()) {
			return clamp(Math.min(processors, fitting));
		}
		Matcher percentage = PERCENTAGE.matcher(this.text.strip());
		if (percentage.matches()) {
			return percentageOf(processors, Integer.parseInt(percentage.group(1)));
		}
		if (NUMBER.matcher(this.text.strip()).matches()) {
			return number(processors, Integer.parseInt(this.text.strip()));
		}
		throw new IllegalArgumentException("is neither 'auto', a number, nor a percentage");
	}

	/**
	 * Return whether memory may limit the number of workers.
	 * @return whether the value is {@code auto}
	 */
	public boolean isAuto() {
		return "auto".equalsIgnoreCase(this.text.strip());
	}

	private int percentageOf(int processors, int percent) {
		if (percent < 1 || percent > 100) {
			throw new IllegalArgumentException("is a percentage outside of 1% to 100%");
		}
		return clamp(processors * percent / 100);
	}

	private int number(int processors, int number) {
		if (number == 0) {
			throw new IllegalArgumentException("would leave nobody to serve");
		}
		if (number > MAX) {
			throw new IllegalArgumentException("is more than the " + MAX + " workers one master supervises");
		}
		if (-number > processors) {
			throw new IllegalArgumentException("takes away more than the " + processors + " processors there are");
		}
		return (number > 0) ? number : clamp(processors + number);
	}

	private static int clamp(int number) {
		return Math.max(1, Math.min(number, MAX));
	}

}
