package io.clusterboot.metrics;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import io.clusterboot.GaugeRule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Laws that {@link Metrics} keep, whatever they are. The name of a test has the seed.
 */
class MetricsPropertyTests {

	private static final GaugeRules RULES = new GaugeRules(Map.of("family.0", GaugeRule.MIN));

	static LongStream seeds() {
		return LongStream.concat(LongStream.rangeClosed(1, 25), new Random().longs(10));
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void parseOfWhatIsWrittenIsTheSame(long seed) {
		Metrics metrics = new GeneratedMetrics(seed).next();
		String written = metrics.write(MetricsFormat.OPEN_METRICS);
		assertThat(Metrics.parse(written)).isEqualTo(metrics);
		assertThat(Metrics.parse(written).write(MetricsFormat.OPEN_METRICS)).isEqualTo(written);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void mergeOfOneIsTheSame(long seed) {
		Metrics metrics = new GeneratedMetrics(seed).next();
		assertThat(merge(metrics)).isEqualTo(metrics);
		assertThat(merge(metrics, Metrics.NONE)).isEqualTo(metrics);
		assertThat(merge(Metrics.NONE, metrics)).isEqualTo(metrics);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void mergeDoesNotDependOnOrder(long seed) {
		List<Metrics> some = new ArrayList<>(new GeneratedMetrics(seed).next(4));
		Metrics merged = Metrics.merge(some, RULES);
		Collections.shuffle(some, new Random(seed));
		assertThat(Metrics.merge(some, RULES)).isEqualTo(merged);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void mergeDoesNotDependOnGroups(long seed) {
		List<Metrics> some = new GeneratedMetrics(seed).next(4);
		Metrics a = some.get(0);
		Metrics b = some.get(1);
		Metrics c = some.get(2);
		Metrics d = some.get(3);
		Metrics merged = merge(a, b, c, d);
		assertThat(merge(merge(a, b), merge(c, d))).isEqualTo(merged);
		assertThat(merge(merge(merge(a, b), c), d)).isEqualTo(merged);
		assertThat(merge(a, merge(b, merge(c, d)))).isEqualTo(merged);
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void totalsOfMergedAreTotalsMerged(long seed) {
		List<Metrics> some = new GeneratedMetrics(seed).next(3);
		assertThat(Metrics.merge(some, RULES).totals())
			.isEqualTo(Metrics.merge(some.stream().map(Metrics::totals).toList(), RULES));
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void whatHasGrownLeadsFromEarlierToLater(long seed) {
		GeneratedMetrics generated = new GeneratedMetrics(seed);
		Metrics earlier = generated.next().totals();
		Metrics later = earlier.with(generated.next().totals());
		Metrics growth = later.since(earlier);
		assertThat(earlier.with(growth)).isEqualTo(later);
		assertThat(earlier.with(Metrics.parse(growth.write(MetricsFormat.OPEN_METRICS)))).isEqualTo(later);
		assertThat(later.since(later).isEmpty()).isTrue();
		assertThat(growth.since(later).isEmpty()).isTrue();
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void noSeriesAndNoFamilyIsWrittenTwice(long seed) {
		List<Metrics> some = new GeneratedMetrics(seed).next(4);
		List<Metrics> labelled = IntStream.range(0, 4)
			.mapToObj((i) -> some.get(i).labelled("worker", Integer.toString(i)))
			.toList();
		String text = Metrics.union(labelled).write(MetricsFormat.PROMETHEUS);
		Set<String> seen = new HashSet<>();
		for (String line : text.split("\n")) {
			boolean about = line.startsWith("#");
			String series = about ? line.substring(0, line.indexOf(' ', 7)) : line.substring(0, line.lastIndexOf(' '));
			assertThat(seen.add(series)).as(line).isTrue();
			assertThat(about || series.contains("worker=\"")).as(line).isTrue();
		}
		assertThat(seen.stream().filter((line) -> !line.startsWith("#")).count())
			.isEqualTo(some.stream().mapToLong(MetricsPropertyTests::samples).sum());
	}

	private static long samples(Metrics metrics) {
		return lines(metrics).filter((line) -> !line.startsWith("#")).count();
	}

	/*
	 * A return is part of a line.
	 */
	private static Stream<String> lines(Metrics metrics) {
		return Stream.of(metrics.write(MetricsFormat.PROMETHEUS).split("\n"));
	}

	@ParameterizedTest
	@MethodSource("seeds")
	void bucketsStayCumulative(long seed) {
		Metrics merged = Metrics.merge(new GeneratedMetrics(seed).next(5), RULES);
		long[] buckets = { 0, 0 };
		lines(merged).filter((line) -> line.contains("_bucket{")).forEach((line) -> {
			long value = Long.parseLong(line.substring(line.lastIndexOf(' ') + 1));
			assertThat(value).as(line).isGreaterThanOrEqualTo(buckets[0]);
			buckets[0] = line.contains("le=\"+Inf\"} ") ? 0 : value;
			buckets[1]++;
		});
		assertThat(buckets[1]).isPositive();
	}

	private static Metrics merge(Metrics... all) {
		return Metrics.merge(List.of(all), RULES);
	}

}
