package io.clusterboot.sample;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.clusterboot.sample.harness.ActiveSampler;
import io.clusterboot.sample.harness.ClusterProcess;
import io.clusterboot.sample.harness.HttpLoad;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Workers that have served enough are replaced, while clients ask on.
 */
class RecycleIntegrationTests {

	private static final String JDKS = "io.clusterboot.sample.harness.Jdks#namedForLongTests";

	private static final Duration SOON = Duration.ofSeconds(40);

	private static final Duration LONG = Duration.ofMinutes(10);

	private static final int CLIENTS = 6;

	private static final int POSTING = 2;

	private static final int POSTED_BYTES = 16_256;

	private static final Duration PAUSE = Duration.ofMillis(40);

	private static final Pattern LIFE = Pattern
		.compile("Worker (\\d+) \\(pid (\\d+)\\) (is recycled: (\\d+) requests|has ended)");

	@TempDir
	private Path directory;

	@ParameterizedTest
	@MethodSource(JDKS)
	void recyclingAgainAndAgainUnderLoadLosesNothing(Path jdk) {
		int requests = Integer.getInteger("recycle.requests", 2000);
		try (ClusterProcess cluster = SampleCluster.in(this.directory, 2)
			.jdk(jdk)
			.arguments("--cluster.recycle.max-requests=200", "--cluster.recycle.min-lifetime=1s")
			.start()) {
			cluster.awaitActive(2);
			try (HttpLoad getting = HttpLoad.on(cluster.port())
				.keepAlive(CLIENTS)
				.connectionPerRequest(CLIENTS)
				.pause(PAUSE)
				.start();
					HttpLoad posting = HttpLoad.on(cluster.port())
						.path("/echo")
						.posting(POSTING, POSTED_BYTES)
						.pause(PAUSE)
						.start();
					ActiveSampler sampler = ActiveSampler.start(cluster.port())) {
				getting.awaitAnswers(requests, LONG);
				cluster.awaitLog("is recycled: ", 4, SOON);
				assertNeverTooFewNorTooMany(sampler.stop());
				assertAllAnswered(posting.stop(), cluster);
				assertAllAnswered(getting.stop(), cluster);
			}
			assertOneAtATime(cluster);
			assertThat(cluster.countLog("is started again")).as(cluster::explain).isZero();
			assertStopsAndLeavesNothing(cluster);
		}
	}

	private static void assertNeverTooFewNorTooMany(ActiveSampler.Samples samples) {
		assertThat(samples.failed()).as(samples::toString).isZero();
		assertThat(samples.active().min()).as(samples::toString).isEqualTo(2);
		assertThat(samples.live().max()).as(samples::toString).isEqualTo(3);
		assertThat(samples.clusterStates()).as(samples::toString).containsExactly("RUNNING");
	}

	private static void assertAllAnswered(HttpLoad.Report report, ClusterProcess cluster) {
		assertThat(report.failed()).as(() -> report + "\n" + cluster.explain()).isZero();
		assertThat(report.ok()).as(report::toString).isPositive();
	}

	private static void assertOneAtATime(ClusterProcess cluster) {
		Deque<String> recycled = new ArrayDeque<>();
		for (Matcher line = LIFE.matcher(cluster.output()); line.find();) {
			if (line.group(4) != null) {
				assertThat(recycled).as(cluster::explain).isEmpty();
				assertThat(Integer.parseInt(line.group(4))).isGreaterThanOrEqualTo(200);
				recycled.add(line.group(2));
			}
			else {
				assertThat(line.group(2)).as(cluster::explain).isEqualTo(recycled.poll());
			}
		}
	}

	/*
	 * The limit is reached with each heartbeat, and only the least lifetime holds.
	 */
	@Test
	void recyclingAfterEachRequestDoesNotStorm() {
		try (ClusterProcess cluster = SampleCluster.in(this.directory, 2)
			.arguments("--cluster.recycle.max-requests=1", "--cluster.heartbeat-interval=100ms")
			.start()) {
			cluster.awaitActive(2);
			try (HttpLoad load = HttpLoad.on(cluster.port()).connectionPerRequest(CLIENTS).pause(PAUSE).start()) {
				cluster.awaitLog("is recycled: \\d+ requests \\(cluster.recycle.max-requests=1\\)", SOON.plus(SOON));
				cluster.awaitLog("has ended", SOON);
				assertAllAnswered(load.stop(), cluster);
			}
			assertThat(cluster.countLog("is starting \\(")).as(cluster::explain).isBetween(3L, 4L);
			assertStopsAndLeavesNothing(cluster);
		}
	}

	private static void assertStopsAndLeavesNothing(ClusterProcess cluster) {
		cluster.signal("TERM");
		assertThat(cluster.awaitExit(SOON)).as(cluster::explain).isZero();
		cluster.assertNothingLeft();
	}

}
