package io.clusterboot.metrics;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Makes one of what several processes have measured under the same labels.
 */
final class PointMerge {

	private final Family family;

	private final GaugeRules rules;

	private @Nullable Fold fold;

	PointMerge(Family family, GaugeRules rules) {
		this.family = family;
		this.rules = rules;
	}

	@Nullable Point merge(List<Point> points) {
		if (points.size() == 1) {
			return points.get(0);
		}
		return switch (this.family.type()) {
			case HISTOGRAM, GAUGE_HISTOGRAM -> Histogram.merge(all(points, Histogram.class));
			case SUMMARY -> Summary.merge(all(points, Summary.class));
			case COUNTER -> new Single(Sample.sum(samples(points)));
			case STATE_SET -> new Single(Fold.MAX.apply(samples(points)));
			case INFO -> points.get(0);
			case GAUGE, UNKNOWN -> new Single(fold().apply(samples(points)));
		};
	}

	private Fold fold() {
		if (this.fold == null) {
			this.fold = this.rules.foldOf(this.family.name());
		}
		return this.fold;
	}

	private static List<Sample> samples(List<Point> points) {
		return points.stream().map(Single.class::cast).map(Single::sample).toList();
	}

	private static <T extends Point> List<T> all(List<Point> points, Class<T> type) {
		return points.stream().map(type::cast).toList();
	}

}
