package io.clusterboot.metrics;

import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that {@link Metrics} take time in proportion to what there is. Each of these is
 * done in a few seconds, and would take minutes if the time grew with the square.
 */
@Timeout(30)
class MetricsScaleTests {

	private static final int MANY = 150_000;

	private static final GaugeRules RULES = new GaugeRules(Map.of());

	@Test
	void manySeriesOfOneFamily() {
		Metrics metrics = Metrics
			.parse("# TYPE a counter\n" + repeat((i) -> "a_total{id=\"" + i + "\",z=\"\"} " + i + '\n'));
		List<Metrics> two = List.of(metrics.labelled("worker", "0"), metrics.labelled("worker", "1"));
		assertThat(Metrics.union(two).write(MetricsFormat.PROMETHEUS).lines().count()).isEqualTo(2 * MANY + 1);
		assertThat(Metrics.merge(List.of(metrics, metrics), RULES).write(MetricsFormat.PROMETHEUS))
			.contains("a_total{id=\"7\",z=\"\"} 14\n");
		assertThat(metrics.with(metrics.totals()).since(metrics).isEmpty()).isTrue();
	}

	@Test
	void manyFamilies() {
		Metrics metrics = Metrics.parse(repeat((i) -> "# TYPE a" + i + " gauge\na" + i + ' ' + i + '\n'));
		assertThat(Metrics.merge(List.of(metrics, metrics), RULES).write(MetricsFormat.PROMETHEUS))
			.contains("\na7 14\n");
	}

	@Test
	void manyBoundsOfOneHistogram() {
		String buckets = repeat((i) -> "a_bucket{le=\"" + i + "\"} " + i + '\n');
		Metrics metrics = Metrics.parse("# TYPE a histogram\n" + buckets);
		Metrics others = Metrics.parse("# TYPE a histogram\n" + buckets.replace("\"} ", ".5\"} "));
		assertThat(Metrics.merge(List.of(metrics, others), RULES).write(MetricsFormat.PROMETHEUS).lines().count())
			.isEqualTo(2 * MANY + 2);
	}

	@Test
	void manyQuotesAndBackslashesInOneValue() {
		String line = "a{b=\"" + repeat((i) -> "\\\\\\\"") + "\"} 1\n";
		assertThat(Metrics.parse(line).labelled("worker", "0").write(MetricsFormat.PROMETHEUS))
			.hasSizeGreaterThan(MANY);
	}

	@Test
	void manyLabelsOfOneSeries() {
		String line = "a{" + repeat((i) -> "l" + i + "=\"\",") + "} 1\n";
		assertThat(Metrics.parse(line).labelled("l7", "0").write(MetricsFormat.PROMETHEUS))
			.contains("{exported_l7=\"\",")
			.contains(",l7=\"0\",");
	}

	private static String repeat(IntFunction<String> line) {
		return IntStream.range(0, MANY).mapToObj(line).collect(Collectors.joining());
	}

}
