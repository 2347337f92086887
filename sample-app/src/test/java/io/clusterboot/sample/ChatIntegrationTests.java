package io.clusterboot.sample;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;

import io.clusterboot.sample.harness.ClusterProcess;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that visitors who are connected to different workers can talk to each other, also
 * after kills and reloads.
 */
@Timeout(600)
class ChatIntegrationTests {

	private static final int WORKERS = 2;

	private static final Duration START = Duration.ofSeconds(90);

	@TempDir
	private Path directory;

	@ParameterizedTest
	@MethodSource("io.clusterboot.sample.harness.Jdks#namedForLongTests")
	void visitorsOfDifferentWorkersTalkToEachOther(Path jdk) {
		try (ClusterProcess cluster = SampleCluster.reloadable(this.directory.resolve("cluster"), WORKERS)
			.jdk(jdk)
			.arguments("--cluster.redis.embedded=on")
			.start()) {
			SortedMap<Integer, Long> pids = cluster.awaitActive(WORKERS);
			try (ChatWindow ada = ChatWindow.open(this.directory.resolve("ada"), "ada", cluster.port());
					ChatWindow grace = ChatWindow.open(this.directory.resolve("grace"), "grace", cluster.port())) {
				ada.awayFrom(-1);
				grace.awayFrom(ada.worker());
				List<String> said = new ArrayList<>(talk(ada, grace, "hello"));
				assertThat(grace.lines()).isEqualTo(said);

				int killed = grace.worker();
				long reconnected = killed(cluster, pids.get(killed), grace);
				said.addAll(talk(ada, grace, "still here"));
				assertThat(grace.lines()).as("window that lost its worker").isEqualTo(said);

				cluster.awaitSuccessor(killed, pids.get(killed), START);
				grace.awayFrom(ada.worker());
				List<String> since = talk(ada, grace, "at the successor");
				said.addAll(since);
				assertThat(grace.lines()).isEqualTo(since);

				reload(cluster, ada, grace);
				List<String> last = talk(ada, grace, "a new version");
				assertThat(ada.lines()).isEqualTo(concat(said, last));
				assertThat(grace.lines()).isEqualTo(concat(since, last));
				System.out.println(jdk.getFileName() + ": reconnected " + reconnected + " ms after the kill");
			}
			cluster.signal("TERM");
			assertThat(cluster.awaitExit(START)).as(cluster::explain).isZero();
			cluster.assertNothingLeft();
		}
	}

	private static long killed(ClusterProcess cluster, long victim, ChatWindow window) {
		long start = System.nanoTime();
		cluster.signal(victim, "KILL");
		window.awaitConnectedTo((pid) -> pid != victim);
		return Duration.ofNanos(System.nanoTime() - start).toMillis();
	}

	private static void reload(ClusterProcess cluster, ChatWindow... windows) {
		SampleCluster.version("2").writeTo(cluster.jar());
		cluster.signal("HUP");
		cluster.awaitGeneration(WORKERS, 2, START);
		Collection<Long> pids = cluster.awaitActive(WORKERS).values();
		for (ChatWindow window : windows) {
			window.awaitConnectedTo(pids::contains);
		}
	}

	/*
	 * Each waits for what the other says, so both see it in that order.
	 */
	private static List<String> talk(ChatWindow first, ChatWindow second, String text) {
		List<String> said = new ArrayList<>();
		for (int round = 1; round <= 3; round++) {
			for (ChatWindow speaker : List.of(first, second)) {
				String line = speaker.say(text + " " + round);
				first.awaitLast(line);
				second.awaitLast(line);
				said.add(line);
			}
		}
		return said;
	}

	private static List<String> concat(List<String> first, List<String> second) {
		return Stream.concat(first.stream(), second.stream()).toList();
	}

}
