package io.clusterboot.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * What is measured under one name.
 *
 * @param name the name, without what OpenMetrics appends for the type
 * @param type what it is
 * @param help what it is for people, or empty
 * @param unit its unit, or empty
 * @param points what is measured, by labels
 */
record Family(String name, MetricType type, String help, String unit, Map<String, Point> points) {

	/*
	 * Of tasks that are still running: they come and go, but Micrometer calls them a
	 * summary.
	 */
	private static final String ACTIVE_TASKS = "_active_seconds";

	Family with(Map<String, Point> others) {
		return new Family(this.name, this.type, this.help, this.unit, others);
	}

	/**
	 * Return whether this only grows.
	 */
	boolean isTotal() {
		return switch (this.type) {
			case COUNTER, HISTOGRAM -> true;
			case SUMMARY -> !this.name.endsWith(ACTIVE_TASKS);
			default -> false;
		};
	}

	Family totals() {
		Map<String, Point> totals = map(this.points.size());
		this.points.forEach((labels, point) -> put(totals, labels, point.totals()));
		return with(totals);
	}

	Family labelled(UnaryOperator<String> label) {
		Map<String, Point> labelled = map(this.points.size());
		this.points.forEach((labels, point) -> labelled.put(label.apply(labels), point));
		return with(labelled);
	}

	Family since(@Nullable Family earlier) {
		if (earlier == null || earlier.type != this.type) {
			return this;
		}
		Map<String, Point> different = new LinkedHashMap<>();
		this.points.forEach((labels, point) -> {
			if (!point.hasValuesOf(earlier.points.get(labels))) {
				different.put(labels, point);
			}
		});
		return with(different);
	}

	/**
	 * Put families of the same name beside each other.
	 * @param all the families; of a series that several have the first counts
	 */
	static Family union(List<Family> all) {
		Map<String, Point> points = map(all.stream().mapToInt((family) -> family.points.size()).sum());
		all.forEach((family) -> family.points.forEach(points::putIfAbsent));
		return all.get(0).with(points);
	}

	/**
	 * Make one of many families of the same name.
	 */
	static Family merge(List<Family> all, GaugeRules rules) {
		Map<String, List<Point>> collected = map(all.get(0).points.size());
		all.forEach((family) -> family.points
			.forEach((labels, point) -> collected.computeIfAbsent(labels, (key) -> new ArrayList<>()).add(point)));
		PointMerge merge = new PointMerge(all.get(0), rules);
		Map<String, Point> merged = map(collected.size());
		collected.forEach((labels, points) -> put(merged, labels, merge.merge(points)));
		return all.get(0).with(merged);
	}

	private static void put(Map<String, Point> points, String labels, @Nullable Point point) {
		if (point != null) {
			points.put(labels, point);
		}
	}

	private static <T> Map<String, T> map(int size) {
		return new LinkedHashMap<>(size * 4 / 3 + 1);
	}

}
