package io.clusterboot.metrics;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Measures what one scrape of all workers costs the worker that answers it.
 */
final class MetricsMergeBenchmark {

	private static final int WORKERS = 64;

	private static final int ROUNDS = Integer.getInteger("rounds", 40);

	private static final GaugeRules RULES = new GaugeRules(Map.of());

	private MetricsMergeBenchmark() {
	}

	public static void main(String[] args) {
		System.out.printf("%d workers, median of %d scrapes, processor time of the thread:%n", WORKERS, ROUNDS);
		for (int series : new int[] { 2_000, 1_000, 2_000, 4_000 }) {
			List<String> living = texts(series, false);
			List<String> ended = texts(series, true);
			System.out.printf("%5d series a worker, %5.1f MB of text:", series,
					living.stream().mapToLong(String::length).sum() / 1e6);
			print("per worker", living, (texts) -> perWorker(texts, List.of()));
			print("with ended processes of each", living, (texts) -> perWorker(texts, ended));
			print("sum", living, MetricsMergeBenchmark::sum);
			System.out.println();
		}
	}

	private static void print(String name, List<String> texts, Function<List<String>, String> scrape) {
		long[] times = new long[ROUNDS];
		for (int i = -ROUNDS; i < ROUNDS; i++) {
			long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
			if (scrape.apply(texts).isEmpty()) {
				throw new IllegalStateException("nothing was written");
			}
			times[Math.max(i, 0)] = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin;
		}
		Arrays.sort(times);
		System.out.printf(Locale.ROOT, "  %s %d ms", name, times[ROUNDS / 2] / 1_000_000);
	}

	static String perWorker(List<String> living, List<String> ended) {
		List<Metrics> all = new ArrayList<>();
		for (int i = 0; i < living.size(); i++) {
			List<Metrics> ofOne = new ArrayList<>(List.of(Metrics.parse(living.get(i))));
			if (i < ended.size()) {
				ofOne.add(Metrics.parse(ended.get(i)));
			}
			all.add(Metrics.merge(ofOne, RULES).labelled("worker", String.valueOf(i)));
		}
		return Metrics.union(all).write(MetricsFormat.PROMETHEUS);
	}

	static String sum(List<String> living) {
		return Metrics.merge(living.stream().map(Metrics::parse).toList(), RULES).write(MetricsFormat.PROMETHEUS);
	}

	private static List<String> texts(int series, boolean totals) {
		List<String> texts = new ArrayList<>();
		for (int i = 0; i < WORKERS; i++) {
			String text = new ShopMetrics(i).text(series);
			texts.add(totals ? Metrics.parse(text).totals().write(MetricsFormat.OPEN_METRICS) : text);
		}
		return texts;
	}

}
