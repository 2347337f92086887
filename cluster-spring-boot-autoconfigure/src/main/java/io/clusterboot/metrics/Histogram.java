package io.clusterboot.metrics;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * What is counted by size.
 *
 * @param bounds up to what, the last of them infinite
 * @param buckets how much up to each bound
 * @param count how much at all
 * @param sum what it adds up to
 */
record Histogram(Bounds bounds, List<Sample> buckets, @Nullable Sample count, @Nullable Sample sum) implements Point {

	private static final Sample NONE = new Sample("0");

	@Override
	public Histogram totals() {
		return new Histogram(this.bounds, this.buckets.stream().map(Sample::bare).toList(), bare(this.count),
				bare(this.sum));
	}

	private static @Nullable Sample bare(@Nullable Sample sample) {
		return (sample != null) ? sample.bare() : null;
	}

	@Override
	public boolean hasValuesOf(@Nullable Point other) {
		return other instanceof Histogram histogram && Sample.sameValue(this.count, histogram.count)
				&& Sample.sameValue(this.sum, histogram.sum) && this.bounds.equals(histogram.bounds)
				&& hasBucketsOf(histogram);
	}

	private boolean hasBucketsOf(Histogram other) {
		for (int i = 0; i < this.buckets.size(); i++) {
			if (!Sample.sameValue(this.buckets.get(i), other.buckets.get(i))) {
				return false;
			}
		}
		return true;
	}

	static Histogram merge(List<Histogram> all) {
		Set<Bounds> different = new LinkedHashSet<>();
		all.forEach((histogram) -> different.add(histogram.bounds));
		Bounds bounds = (different.size() == 1) ? all.get(0).bounds : Bounds.union(different);
		List<Sample> buckets = new ArrayList<>(bounds.size());
		for (int i = 0; i < bounds.size(); i++) {
			double limit = bounds.limit(i);
			buckets.add(Sample.sum(all.stream().map((histogram) -> histogram.upTo(limit)).toList()));
		}
		return new Histogram(bounds, List.copyOf(buckets), sum(all, Histogram::count), sum(all, Histogram::sum));
	}

	/*
	 * As much as is known to be below a limit that is not one of the own bounds.
	 */
	private Sample upTo(double limit) {
		int index = this.bounds.floor(limit);
		if (index < 0) {
			return NONE;
		}
		Sample sample = this.buckets.get(index);
		return (this.bounds.limit(index) == limit) ? sample : sample.bare();
	}

	private static @Nullable Sample sum(List<Histogram> all, Function<Histogram, @Nullable Sample> part) {
		List<Sample> samples = all.stream().map(part).filter(Objects::nonNull).toList();
		return samples.isEmpty() ? null : Sample.sum(samples);
	}

}
