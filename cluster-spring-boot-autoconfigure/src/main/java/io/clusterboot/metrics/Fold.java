package io.clusterboot.metrics;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

import io.clusterboot.GaugeRule;

/**
 * Ways in which the values of a gauge become one. What is not a number does not count
 * beside what is one.
 */
enum Fold {

	/**
	 * All together.
	 */
	SUM,

	/**
	 * All together, but for those that are -1, which stands for "undefined" or "without
	 * limit".
	 */
	SUM_OF_DEFINED,

	/**
	 * The least.
	 */
	MIN,

	/**
	 * The greatest.
	 */
	MAX,

	/**
	 * Their average.
	 */
	MEAN;

	private static final Comparator<Sample> BY_VALUE = Comparator
		.comparingDouble((sample) -> Numbers.parse(sample.value()));

	static Fold of(GaugeRule rule) {
		return switch (rule) {
			case SUM -> SUM;
			case MIN -> MIN;
			case MAX -> MAX;
			case MEAN -> MEAN;
		};
	}

	Sample apply(List<Sample> samples) {
		List<Sample> counting = counting(samples);
		if (counting.size() <= 1) {
			return counting.isEmpty() ? samples.get(0).bare() : counting.get(0).bare();
		}
		return switch (this) {
			case SUM, SUM_OF_DEFINED -> new Sample(Numbers.sum(counting));
			case MIN -> extreme(counting, BY_VALUE.reversed());
			case MAX -> extreme(counting, BY_VALUE);
			case MEAN -> new Sample(Numbers.format(Numbers.parse(Numbers.sum(counting)) / counting.size()));
		};
	}

	private List<Sample> counting(List<Sample> samples) {
		List<Sample> counting = new ArrayList<>(samples.size());
		for (Sample sample : samples) {
			double value = Numbers.parse(sample.value());
			if (!Double.isNaN(value) && (this != SUM_OF_DEFINED || value != -1)) {
				counting.add(sample);
			}
		}
		return counting;
	}

	private static Sample extreme(List<Sample> samples, Comparator<Sample> order) {
		return Collections.max(samples, order).bare();
	}

}
