package io.clusterboot.metrics;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * The bounds of the buckets of a histogram, ascending. Many histograms share one object.
 */
final class Bounds {

	private final List<String> texts;

	private final double[] limits;

	/**
	 * Create bounds.
	 * @param texts the bounds as they are written, ascending
	 */
	Bounds(List<String> texts) {
		this.texts = List.copyOf(texts);
		this.limits = this.texts.stream().mapToDouble(Numbers::parse).toArray();
	}

	static Bounds union(Collection<Bounds> all) {
		TreeMap<Double, String> united = new TreeMap<>();
		for (Bounds bounds : all) {
			for (int i = 0; i < bounds.limits.length; i++) {
				united.putIfAbsent(bounds.limits[i], bounds.texts.get(i));
			}
		}
		return new Bounds(List.copyOf(united.values()));
	}

	int size() {
		return this.limits.length;
	}

	String text(int index) {
		return this.texts.get(index);
	}

	double limit(int index) {
		return this.limits[index];
	}

	/**
	 * Return which bound is the largest that is not above another.
	 * @param limit the other
	 * @return its index, or -1 if all are above
	 */
	int floor(double limit) {
		int index = Arrays.binarySearch(this.limits, limit);
		return (index >= 0) ? index : -index - 2;
	}

	boolean isAscending() {
		for (int i = 1; i < this.limits.length; i++) {
			if (!(this.limits[i - 1] < this.limits[i])) {
				return false;
			}
		}
		return true;
	}

	boolean isWrittenAs(List<String> others) {
		return this.texts.equals(others);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof Bounds bounds && Arrays.equals(this.limits, bounds.limits));
	}

	@Override
	public int hashCode() {
		return Arrays.hashCode(this.limits);
	}

	@Override
	public String toString() {
		return this.texts.toString();
	}

}
