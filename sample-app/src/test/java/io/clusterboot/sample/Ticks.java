package io.clusterboot.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.clusterboot.sample.harness.ClusterProcess;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the tickers of all workers have written into one file.
 */
final class Ticks {

	private final Path file;

	Ticks(Path file) {
		this.file = file;
	}

	String property() {
		return "--sample.ticker.file=" + this.file;
	}

	List<Tick> all() {
		try {
			return Files.exists(this.file) ? Files.readAllLines(this.file)
				.stream()
				.map(Tick::parse)
				.sorted(Comparator.comparingLong(Tick::begin))
				.toList() : List.of();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	List<Tick> since(long millis) {
		return all().stream().filter((tick) -> tick.begin() >= millis).toList();
	}

	/**
	 * Wait until another process than these ticks.
	 */
	Tick awaitOther(ClusterProcess cluster, Set<Long> pids, Duration timeout) {
		cluster.awaitThat("another process than " + pids + " ticks", timeout, () -> others(pids).size() > 0);
		return others(pids).get(0);
	}

	private List<Tick> others(Set<Long> pids) {
		return all().stream().filter((tick) -> !pids.contains(tick.pid())).toList();
	}

	/**
	 * Assert that there were never two at a time.
	 */
	static void assertAlone(List<Tick> ticks) {
		for (int i = 1; i < ticks.size(); i++) {
			assertThat(ticks.get(i).begin()).as("%s and %s", ticks.get(i - 1), ticks.get(i))
				.isGreaterThanOrEqualTo(ticks.get(i - 1).end());
		}
	}

	static void assertNoGap(List<Tick> ticks, Duration longest) {
		for (int i = 1; i < ticks.size(); i++) {
			assertThat(ticks.get(i).begin() - ticks.get(i - 1).begin()).as("%s and %s", ticks.get(i - 1), ticks.get(i))
				.isLessThanOrEqualTo(longest.toMillis());
		}
	}

	static Set<Long> pids(List<Tick> ticks) {
		return ticks.stream().map(Tick::pid).collect(Collectors.toSet());
	}

	/**
	 * One of them.
	 *
	 * @param begin when it began
	 * @param end when it ended
	 * @param pid the process
	 * @param index index of the worker
	 */
	record Tick(long begin, long end, long pid, int index) {

		static Tick parse(String line) {
			String[] parts = line.split(",");
			return new Tick(Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]),
					Integer.parseInt(parts[3]));
		}

	}

}
