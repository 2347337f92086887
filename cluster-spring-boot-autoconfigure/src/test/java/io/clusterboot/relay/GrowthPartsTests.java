package io.clusterboot.relay;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GrowthParts}.
 */
class GrowthPartsTests {

	@Test
	void ofWhenTextIsEmptyHasNone() {
		assertThat(GrowthParts.of("", 10)).isEmpty();
	}

	@Test
	void ofWhenTextFitsIsTheText() {
		assertThat(GrowthParts.of("# TYPE a counter\na_total 1.0\n# EOF\n"))
			.containsExactly("# TYPE a counter\na_total 1.0\n# EOF\n");
	}

	@Test
	void ofCutsBetweenFamilies() {
		assertThat(GrowthParts.of("""
				# TYPE a counter
				# HELP a First
				a_total 1.0
				# TYPE b counter
				b_total{x="1"} 2.0
				# TYPE c counter
				c_total 3.0
				# EOF
				""", 60)).containsExactly("""
				# TYPE a counter
				# HELP a First
				a_total 1.0
				""", """
				# TYPE b counter
				b_total{x="1"} 2.0
				""", """
				# TYPE c counter
				c_total 3.0
				""");
	}

	@Test
	void ofKeepsFamiliesTogetherThatFit() {
		assertThat(GrowthParts.of(
				"# TYPE a counter\na_total 1.0\n# TYPE b counter\nb_total 1.0\n# TYPE c counter\n" + "c_total 1.0\n",
				70))
			.containsExactly("# TYPE a counter\na_total 1.0\n# TYPE b counter\nb_total 1.0\n",
					"# TYPE c counter\nc_total 1.0\n");
	}

	@Test
	void ofRepeatsTheFirstLinesOfAFamilyThatIsTooLarge() {
		String series = IntStream.range(0, 100)
			.mapToObj((i) -> "a_total{x=\"" + i + "\"} 1.0\n")
			.collect(Collectors.joining());
		List<String> parts = GrowthParts.of("# TYPE a counter\n# HELP a Many\n" + series, 200);
		assertThat(parts).hasSizeGreaterThan(5)
			.allMatch((part) -> part.startsWith("# TYPE a counter\n# HELP a Many\na_total{") && part.length() <= 230);
		assertThat(parts.stream().flatMap(String::lines).filter((line) -> !line.startsWith("#")))
			.containsExactlyElementsOf(series.lines().toList());
	}

	@Test
	void ofKeepsTheSamplesOfAHistogramTogether() {
		String text = "# TYPE h histogram\n" + IntStream.range(0, 20).mapToObj((i) -> """
				h_bucket{x="} %1$d \\" ",le="1.0"} 1.0
				h_bucket{x="} %1$d \\" ",le="+Inf"} 2.0
				h_count{x="} %1$d \\" "} 2.0
				h_sum{x="} %1$d \\" "} 3.0
				""".formatted(i)).collect(Collectors.joining());
		List<String> parts = GrowthParts.of(text, 300);
		assertThat(parts).hasSizeGreaterThan(3)
			.allSatisfy((part) -> assertThat(part.lines().map((line) -> line.split("[{ ]")[0]).toList())
				.startsWith("#", "h_bucket", "h_bucket", "h_count", "h_sum")
				.endsWith("h_bucket", "h_bucket", "h_count", "h_sum"));
	}

	@Test
	void ofKeepsTheSamplesOfAHistogramWithoutOtherLabelsTogether() {
		String text = "# TYPE a counter\na_total 1.0\n# TYPE h histogram\nh_bucket{le=\"1.0\"} 1.0\n"
				+ "h_bucket{le=\"+Inf\"} 2.0\nh_count 2.0\nh_sum 3.0\n";
		assertThat(GrowthParts.of(text, 60)).containsExactly("# TYPE a counter\na_total 1.0\n",
				text.substring(text.indexOf("# TYPE h")));
	}

}
