package io.clusterboot.metrics;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.clusterboot.GaugeRule;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a scrape of two workers, one of which has had a predecessor, is written as
 * in the files beside this.
 */
class MetricsGoldenTests {

	private static final GaugeRules RULES = new GaugeRules(Map.of("shop.queue.length", GaugeRule.MAX));

	private final Metrics first = read("worker-0");

	private final Metrics second = read("worker-1");

	private final Metrics retired = read("retired-0");

	private final Metrics master = read("master");

	@ParameterizedTest
	@EnumSource
	void writeWhenEachWorkerIsShown(MetricsFormat format) {
		Metrics zero = Metrics.merge(List.of(this.first, this.retired), RULES).labelled("worker", "0");
		Metrics one = Metrics.merge(List.of(this.second), RULES).labelled("worker", "1");
		assertThat(Metrics.union(List.of(zero, one, this.master)).write(format)).isEqualTo(expected("each", format));
	}

	@ParameterizedTest
	@EnumSource
	void writeWhenWorkersAreAddedUp(MetricsFormat format) {
		Metrics sum = Metrics.merge(List.of(this.first, this.second, this.retired), RULES);
		assertThat(Metrics.union(List.of(sum, this.master)).write(format)).isEqualTo(expected("sum", format));
	}

	private static Metrics read(String name) {
		return Metrics.parse(content(name + ".txt"));
	}

	private static String expected(String name, MetricsFormat format) {
		return content("expected-" + name + ((format == MetricsFormat.OPEN_METRICS) ? ".openmetrics" : ".prometheus"));
	}

	private static String content(String file) {
		try (InputStream in = Objects.requireNonNull(MetricsGoldenTests.class.getResourceAsStream(file), file)) {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
