package io.clusterboot.metrics;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A histogram or summary of which not all samples are read yet.
 */
final class PointDraft {

	private static final String INFINITE = "+Inf";

	private static final Sample NONE = new Sample("0");

	private final String labels;

	private final List<String> marks = new ArrayList<>();

	private final List<Sample> samples = new ArrayList<>();

	private @Nullable Sample count;

	private @Nullable Sample sum;

	PointDraft(String labels) {
		this.labels = labels;
	}

	String labels() {
		return this.labels;
	}

	/**
	 * Take in a sample.
	 * @param part what it is
	 * @param mark the bound or quantile, if it is of one
	 * @return whether it was not there yet
	 */
	boolean add(Part part, @Nullable String mark, Sample sample) {
		if (part == Part.COUNT) {
			boolean first = this.count == null;
			this.count = sample;
			return first;
		}
		if (part == Part.SUM) {
			boolean first = this.sum == null;
			this.sum = sample;
			return first;
		}
		this.samples.add(sample);
		return mark != null && !this.marks.contains(mark) && this.marks.add(mark);
	}

	Summary toSummary() {
		List<Quantile> quantiles = new ArrayList<>();
		for (int i = 0; i < this.marks.size(); i++) {
			quantiles.add(new Quantile(this.marks.get(i), this.samples.get(i)));
		}
		return new Summary(List.copyOf(quantiles), this.count, this.sum);
	}

	/**
	 * Return a histogram that has an infinite bound.
	 * @param likely bounds that may be the same
	 */
	Histogram toHistogram(@Nullable Bounds likely) {
		if (this.marks.isEmpty() || !INFINITE.equals(this.marks.get(this.marks.size() - 1))) {
			this.samples.add((this.count != null) ? this.count.bare()
					: this.samples.isEmpty() ? NONE : this.samples.get(this.samples.size() - 1).bare());
			this.marks.add(INFINITE);
		}
		Bounds bounds = (likely != null && likely.isWrittenAs(this.marks)) ? likely : new Bounds(this.marks);
		return new Histogram(bounds, List.copyOf(this.samples), this.count, this.sum);
	}

}
