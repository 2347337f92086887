package io.clusterboot.metrics;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.clusterboot.GaugeRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Metrics}.
 */
class MetricsTests {

	private static final GaugeRules RULES = new GaugeRules(Map.of("coldest", GaugeRule.MIN, "mean", GaugeRule.MEAN));

	@Test
	void parseWhenThereIsNothingIsEmpty() {
		assertThat(Metrics.parse("")).isEqualTo(Metrics.NONE);
		assertThat(Metrics.parse("# EOF\n").isEmpty()).isTrue();
		assertThat(Metrics.parse("# TYPE a gauge\n").isEmpty()).isTrue();
		assertThat(Metrics.NONE.write(MetricsFormat.OPEN_METRICS)).isEqualTo("# EOF\n");
		assertThat(Metrics.NONE.write(MetricsFormat.PROMETHEUS)).isEmpty();
	}

	@Test
	void parseTakesDescriptionsInAnyOrderAndAnyComment() {
		assertText("# HELP a Says \\\"a\\\"\n# anything\n\n# UNIT a seconds\n# TYPE a gauge\na 1",
				"# TYPE a gauge\n# UNIT a seconds\n# HELP a Says \\\"a\\\"\na 1");
	}

	@Test
	void parseWhenLinesOfFamiliesAreMixedSortsThem() {
		assertText("# TYPE b counter\n# TYPE a summary\na_count 1\nb_total 2\na_sum 3",
				"# TYPE a summary\na_count 1\na_sum 3\n# TYPE b counter\nb_total 2");
	}

	@Test
	void parseWhenTypeIsNotSaidIsUnknown() {
		assertText("a{b=\"c\"} 1", "# TYPE a unknown\na{b=\"c\"} 1");
	}

	@Test
	void parseSortsLabels() {
		assertText("# TYPE a gauge\na{c=\"1\",b=\"}\\\"\",} 1", "# TYPE a gauge\na{b=\"}\\\"\",c=\"1\"} 1");
		assertText("# TYPE a histogram\na_bucket{c=\"1\",le=\"+Inf\",b=\"2\"} 1",
				"# TYPE a histogram\na_bucket{b=\"2\",c=\"1\",le=\"+Inf\"} 1");
	}

	@Test
	void parseTakesNamesInQuotes() {
		assertText("# TYPE \"a.b\" counter\n{\"a.b_total\",\"c.d\"=\"1\"} 1\n{\"a.b_total\"} 2",
				"# TYPE \"a.b\" counter\n{\"a.b_total\",\"c.d\"=\"1\"} 1\n{\"a.b_total\"} 2");
	}

	@Test
	void parseWhenHistogramHasNoInfiniteBoundAddsIt() {
		assertText("# TYPE a histogram\na_bucket{le=\"1\"} 2\na_count 3\na_sum 4",
				"# TYPE a histogram\na_bucket{le=\"1\"} 2\na_bucket{le=\"+Inf\"} 3\na_count 3\na_sum 4");
	}

	@Test
	void writeWhenThereAreTimesAndExemplarsWritesThemWhereTheyMayBe() {
		Metrics metrics = metrics("# TYPE a counter", "a_total 1 12.5 # {trace_id=\"x # y\"} 0.5 12.4",
				"# TYPE b gauge", "b 1 13 # {} 1");
		assertThat(metrics.write(MetricsFormat.OPEN_METRICS)).isEqualTo("""
				# TYPE a counter
				a_total 1 12.5 # {trace_id="x # y"} 0.5 12.4
				# TYPE b gauge
				b 1 13
				# EOF
				""");
		assertThat(metrics.write(MetricsFormat.PROMETHEUS)).isEqualTo("""
				# TYPE a_total counter
				a_total 1 12500
				# TYPE b gauge
				b 1 13000
				""");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			a                                     | no ' ' at character 2
			a{b="c" 1                             | no '}' at character 8
			a{b=c} 1                              | no '"' at character 5
			a{b="c} 1                             | quotes do not end
			a{b="c\\"} 1                          | quotes do not end
			a{b="c",b="d"} 1                      | label b is there twice
			a{="c"} 1                             | no name at character 3
			1a 1                                  | no name at character 1
			a x                                   | no number at character 3
			a 1f                                  | no number at character 3
			a 0x1p3                               | no number at character 3
			a 1.2.3                               | no number at character 3
			a 1 2 3                               | more follows than a value, a time and an exemplar
			a 1 # {b="c"}                         | no ' ' at character 14
			a 1 # {b="c"} 1 2 3                   | more follows than an exemplar
			# TYPE a thing                        | no such type
			<html>                                | no name at character 1
			""")
	void parseWhenLineIsMalformedSaysWhatAndWhere(String line, String fact) {
		assertMalformed("# TYPE ok gauge\nok 1\n" + line, "Line 3 is not OpenMetrics, " + fact + ": " + line);
	}

	@ParameterizedTest
	@ValueSource(strings = { "# TYPE a counter\na_total 1\na_total 1", "# TYPE a gauge\n# TYPE a counter",
			"a 1\n# TYPE a counter", "# EOF\na 1", "# TYPE a counter\na 1", "# TYPE a summary\na 1",
			"# TYPE a histogram\na_bucket 1", "# TYPE a histogram\na_bucket{le=\"x\"} 1",
			"# TYPE a histogram\na_count 1\na_count 1",
			"# TYPE a histogram\na_bucket{le=\"2\"} 1\na_bucket{le=\"1\"} 1",
			"# TYPE a histogram\na_bucket{le=\"1\"} 1\na_bucket{le=\"1.0\"} 1",
			"# TYPE a summary\na{quantile=\"1\"} 1\na{quantile=\"1\"} 1" })
	void parseWhenLinesDoNotFitTogetherFails(String text) {
		assertMalformed(text, "is not OpenMetrics");
	}

	@Test
	void parseWhenMalformedLineIsLongShowsItsBeginning() {
		assertMalformed("a{b=\"" + "c".repeat(5_000), "c".repeat(100));
		assertThatExceptionOfType(MalformedMetricsException.class)
			.isThrownBy(() -> Metrics.parse("a{b=\"" + "c".repeat(5_000)))
			.satisfies((ex) -> assertThat(ex.getMessage()).hasSizeLessThan(200).endsWith("..."));
	}

	@Test
	void mergeAddsWhatGrowsAndKeepsWhatOnlyOneHas() {
		Metrics merged = merge(metrics("# TYPE a counter", "a_total 1.50", "a_total{b=\"c\"} 1.50"),
				metrics("# TYPE a counter", "a_total 1e1"));
		assertThat(merged).isEqualTo(metrics("# TYPE a counter", "a_total 11.5", "a_total{b=\"c\"} 1.50"));
	}

	@Test
	void mergeWhenBoundsDifferStaysCumulative() {
		Metrics one = metrics("# TYPE a histogram", "a_bucket{le=\"1\"} 2", "a_bucket{le=\"5\"} 4",
				"a_bucket{le=\"+Inf\"} 5", "a_count 5", "a_sum 1.5");
		Metrics other = metrics("# TYPE a histogram", "a_bucket{le=\"0.5\"} 10", "a_bucket{le=\"5.0\"} 20",
				"a_bucket{le=\"+Inf\"} 30", "a_count 30", "a_sum 2.5");
		assertThat(merge(one, other))
			.isEqualTo(metrics("# TYPE a histogram", "a_bucket{le=\"0.5\"} 10", "a_bucket{le=\"1\"} 12",
					"a_bucket{le=\"5\"} 24", "a_bucket{le=\"+Inf\"} 35", "a_count 35", "a_sum 4.0"));
	}

	@Test
	void mergeWhenSeveralHaveQuantilesLeavesThemOut() {
		Metrics alive = metrics("# TYPE a summary", "a{quantile=\"0.5\"} 3", "a_count 1", "a_sum 1");
		Metrics ended = metrics("# TYPE a summary", "a_count 2", "a_sum 2");
		assertThat(merge(alive, ended))
			.isEqualTo(metrics("# TYPE a summary", "a{quantile=\"0.5\"} 3", "a_count 3", "a_sum 3"));
		Metrics both = merge(alive, alive);
		assertThat(both).isEqualTo(metrics("# TYPE a summary", "a_count 2", "a_sum 2"));
		assertThat(merge(both, alive)).isEqualTo(metrics("# TYPE a summary", "a_count 3", "a_sum 3"));
	}

	@Test
	void mergeKeepsTheLatestExemplar() {
		Metrics early = metrics("# TYPE a counter", "a_total 1 # {t=\"early\"} 1 5");
		Metrics late = metrics("# TYPE a counter", "a_total 1 # {t=\"late\"} 1 10");
		Metrics timeless = metrics("# TYPE a counter", "a_total 1 # {t=\"any\"} 1");
		Metrics expected = metrics("# TYPE a counter", "a_total 3 # {t=\"late\"} 1 10");
		assertThat(merge(early, late, timeless)).isEqualTo(expected);
		assertThat(merge(timeless, late, early)).isEqualTo(expected);
	}

	@Test
	void mergeTakesInfoOnceAndStatesOfAny() {
		Metrics one = metrics("# TYPE a info", "a_info{v=\"1\"} 1", "# TYPE s stateset", "s{s=\"up\"} 1",
				"s{s=\"down\"} 0");
		Metrics other = metrics("# TYPE a info", "a_info{v=\"1\"} 1", "a_info{v=\"2\"} 1", "# TYPE s stateset",
				"s{s=\"up\"} 0", "s{s=\"down\"} 0");
		assertThat(merge(one, other)).isEqualTo(metrics("# TYPE a info", "a_info{v=\"1\"} 1", "a_info{v=\"2\"} 1",
				"# TYPE s stateset", "s{s=\"up\"} 1", "s{s=\"down\"} 0"));
	}

	@ParameterizedTest
	@CsvSource({ "level, 1.0, 2.5, 3.5", "level, 1, 2, 3", "level, NaN, 2.50, 2.50", "level, NaN, NaN, NaN",
			"level, +Inf, 1, +Inf", "level, -1, 5, 4.0", "coldest_place, 1.50, 2, 1.50", "mean, 1, 2, 1.5",
			"mean, 3, NaN, 3", "jvm_memory_max_bytes, -1.0, 5.0, 5.0", "jvm_memory_max_bytes, -1.0, -1.0, -1.0",
			"a_seconds_max, 1.0, 2.0, 2.0" })
	void mergeTakesGaugesByTheirRule(String name, String one, String other, String expected) {
		Metrics merged = merge(gauge(name, one), gauge(name, other));
		assertThat(merged).isEqualTo(gauge(name, expected));
		assertThat(merge(gauge(name, other), gauge(name, one))).isEqualTo(merged);
	}

	private static Metrics gauge(String name, String value) {
		return metrics("# TYPE " + name + " gauge", name + ' ' + value);
	}

	@ParameterizedTest
	@CsvSource({ "a gauge, a, a counter, a_total", "a_total gauge, a_total, a counter, a_total",
			"a_info gauge, a_info, a info, a_info", "a_count gauge, a_count, a summary, a_count",
			"a_bucket gauge, a_bucket, a histogram, 'a_bucket{le=\"+Inf\"}'",
			"a_gsum gauge, a_gsum, a gaugehistogram, a_gsum" })
	void mergeAndUnionWhenFamiliesAreInTheWayOfEachOtherTakeTheFirst(String type, String name, String otherType,
			String otherName) {
		Metrics one = metrics("# TYPE " + type, name + " 1");
		Metrics other = metrics("# TYPE " + otherType, otherName + " 1");
		assertThat(merge(one, other)).isEqualTo(one);
		assertThat(merge(other, one)).isEqualTo(other);
		assertThat(Metrics.union(List.of(one, other.labelled("worker", "1")))).isEqualTo(one);
		assertThat(other.with(one)).isEqualTo(one);
	}

	@Test
	void unionPutsSeriesOfOneFamilyTogether() {
		Metrics one = metrics("# TYPE a gauge", "# HELP a New", "a 1", "# TYPE b gauge", "b 1").labelled("worker", "0");
		Metrics other = metrics("# TYPE a gauge", "# HELP a Old", "a 2").labelled("worker", "1");
		assertThat(Metrics.union(List.of(one, other)).write(MetricsFormat.PROMETHEUS)).isEqualTo("""
				# HELP a New
				# TYPE a gauge
				a{worker="0"} 1
				a{worker="1"} 2
				# TYPE b gauge
				b{worker="0"} 1
				""");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					``                                        | worker="\\"2\\"\\n"
					a="1"                                     | a="1",worker="\\"2\\"\\n"
					z="1"                                     | worker="\\"2\\"\\n",z="1"
					a="1",z="1"                               | a="1",worker="\\"2\\"\\n",z="1"
					worker="7"                                | exported_worker="7",worker="\\"2\\"\\n"
					worker_="7"                               | worker="\\"2\\"\\n",worker_="7"
					exported_worker="8",worker="7"            | exported_exported_worker="7",exported_worker="8",worker="\\"2\\"\\n"
					a="worker=",b="\\",worker=\\"",worker="7" | a="worker=",b="\\",worker=\\"",exported_worker="7",worker="\\"2\\"\\n"
					""")
	void labelledRenamesALabelOfThatName(String labels, String expected) {
		String braces = labels.isEmpty() ? "" : '{' + labels + '}';
		assertThat(metrics("# TYPE m gauge", "m" + braces + " 1").labelled("worker", "\"2\"\n"))
			.isEqualTo(metrics("# TYPE m gauge", "m{" + expected + "} 1"));
	}

	@Test
	void totalsAreWhatOnlyGrows() {
		Metrics metrics = metrics("# TYPE a counter", "a_total 1 5 # {t=\"x\"} 1", "# TYPE b gauge", "b 1",
				"# TYPE c summary", "c{quantile=\"1\"} 1", "c_count 1", "c_sum 1", "# TYPE d summary",
				"d{quantile=\"1\"} 1", "# TYPE e info", "e_info 1", "# TYPE f_active_seconds summary",
				"f_active_seconds_count 1", "# TYPE g gaugehistogram", "g_bucket{le=\"+Inf\"} 1", "# TYPE h histogram",
				"h_bucket{le=\"+Inf\"} 1 # {} 1");
		assertThat(metrics.totals()).isEqualTo(metrics("# TYPE a counter", "a_total 1", "# TYPE c summary", "c_count 1",
				"c_sum 1", "# TYPE h histogram", "h_bucket{le=\"+Inf\"} 1"));
	}

	@Test
	void sinceIsAllOfASeriesOfWhichSomethingHasChanged() {
		Metrics earlier = metrics("# TYPE a counter", "a_total 1", "a_total{b=\"c\"} 1", "# TYPE h histogram",
				"h_bucket{le=\"1\"} 1", "h_bucket{le=\"+Inf\"} 1", "h_count 1", "h_sum 1");
		Metrics later = metrics("# TYPE a counter", "a_total 1", "a_total{b=\"c\"} 2", "a_total{b=\"d\"} 1",
				"# TYPE h histogram", "h_bucket{le=\"1\"} 1", "h_bucket{le=\"+Inf\"} 2", "h_count 2", "h_sum 9");
		assertThat(later.since(earlier))
			.isEqualTo(metrics("# TYPE a counter", "a_total{b=\"c\"} 2", "a_total{b=\"d\"} 1", "# TYPE h histogram",
					"h_bucket{le=\"1\"} 1", "h_bucket{le=\"+Inf\"} 2", "h_count 2", "h_sum 9"));
		assertThat(later.since(Metrics.NONE)).isEqualTo(later);
	}

	@Test
	void withReplacesTheSameSeriesAndKeepsTheRest() {
		Metrics metrics = metrics("# TYPE a counter", "# HELP a Old", "a_total 1", "a_total{b=\"c\"} 1",
				"# TYPE z counter", "z_total 1");
		assertThat(metrics.with(metrics("# TYPE a counter", "# HELP a New", "a_total 2", "a_total{b=\"d\"} 1")))
			.isEqualTo(metrics("# TYPE a counter", "# HELP a New", "a_total 2", "a_total{b=\"c\"} 1",
					"a_total{b=\"d\"} 1", "# TYPE z counter", "z_total 1"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", "a_total", "b", "b_bucket", "b_count", "b_sum", "c", "c_info", "d" })
	void onlyFindsAFamilyByEachOfItsNames(String name) {
		Metrics metrics = metrics("# TYPE a counter", "a_total 1", "# TYPE b histogram", "b_bucket{le=\"+Inf\"} 1",
				"# TYPE c info", "c_info 1", "# TYPE d gauge", "d 1");
		Metrics only = metrics.only(Set.of(name)::contains);
		assertThat(only.write(MetricsFormat.OPEN_METRICS)).containsOnlyOnce("# TYPE " + name.charAt(0) + ' ');
		assertThat(only.write(MetricsFormat.OPEN_METRICS)).containsOnlyOnce("# TYPE ");
		assertThat(metrics.only(Set.of("d_total", "e")::contains).isEmpty()).isTrue();
	}

	private static void assertText(String text, String expected) {
		assertThat(Metrics.parse(text).write(MetricsFormat.OPEN_METRICS)).isEqualTo(expected + "\n# EOF\n");
	}

	private static void assertMalformed(String text, String message) {
		assertThatExceptionOfType(MalformedMetricsException.class).isThrownBy(() -> Metrics.parse(text))
			.withMessageContaining(message);
	}

	private static Metrics metrics(String... lines) {
		return Metrics.parse(String.join("\n", lines));
	}

	private static Metrics merge(Metrics... all) {
		return Metrics.merge(List.of(all), RULES);
	}

}
