package io.clusterboot.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SortedMap;

import io.clusterboot.redis.RealRedis;
import io.clusterboot.sample.harness.CartLoad;
import io.clusterboot.sample.harness.ClusterProcess;
import io.clusterboot.sample.harness.HttpLoad;
import io.clusterboot.sample.harness.Link;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a cluster whose Redis is away, or slow, serves what does without it, and the
 * rest as soon as it is back.
 */
@Timeout(600)
class RedisAwayIntegrationTests {

	private static final int CONNECTIONS = 8;

	private static final int VISITORS = 40;

	private static final Duration AWAY = Duration.ofSeconds(20);

	private static final Duration SLOW = Duration.ofSeconds(8);

	private static final Duration START = Duration.ofSeconds(90);

	private static final Duration SOON = Duration.ofSeconds(30);

	/*
	 * A command fails within a second, and a session wants several; what is on top is the
	 * machine's.
	 */
	private static final Duration PATIENCE = Duration.ofSeconds(6);

	@TempDir
	private Path directory;

	@Test
	void awayAndSlowRedisCostsOnlyWhatNeedsIt() throws IOException {
		try (RealRedis redis = RealRedis.start();
				Link link = Link.to(redis.port());
				ClusterProcess cluster = SampleCluster.in(this.directory, 2)
					.arguments("--spring.data.redis.url=redis://localhost:" + link.port())
					.start()) {
			SortedMap<Integer, Long> pids = cluster.awaitActive(2);
			try (HttpLoad others = HttpLoad.on(cluster.port())
				.connectionPerRequest(CONNECTIONS)
				.pause(Duration.ofMillis(20))
				.start(); CartLoad carts = CartLoad.on(cluster.port(), VISITORS, CONNECTIONS, Duration.ofMillis(20))) {
				carts.awaitServed(200, SOON);
				redisIsAway(redis, link, cluster, carts);
				redisIsSlow(link, cluster, carts);
				HttpLoad.Report withoutSession = others.stop();
				assertThat(withoutSession.failed()).as(withoutSession::toString).isZero();
				CartLoad.Report report = carts.stop();
				assertThat(report.problems()).as(report::toString).isEmpty();
				assertThat(report.brokenOff()).as(report::toString).isZero();
				assertThat(report.statuses()).as(report::toString).containsOnlyKeys(200, 503);
				System.out.println("sessions: " + report + "; without a session: " + withoutSession);
			}
			assertThat(cluster.workerPids()).isEqualTo(pids);
			assertThat(cluster.status().state()).isEqualTo("RUNNING");
		}
	}

	@Test
	void wrongPasswordEndsTheStartAfterOneWorker() throws IOException {
		try (RealRedis redis = RealRedis.start("--requirepass", "right");
				ClusterProcess cluster = SampleCluster.in(this.directory, 2)
					.arguments("--spring.data.redis.url=redis://:wrong@localhost:" + redis.port())
					.start()) {
			assertThat(cluster.awaitExit(START)).as(cluster::explain).isEqualTo(1);
			assertThat(cluster.countLog("Worker \\d+ \\(pid \\d+\\) is starting")).as(cluster::explain).isEqualTo(1);
			assertThat(cluster.output()).contains("WRONGPASS", "spring.data.redis.password").doesNotContain("wrong@");
			cluster.assertNothingLeft();
		}
	}

	private static void redisIsAway(RealRedis redis, Link link, ClusterProcess cluster, CartLoad carts) {
		carts.longestAnswer();
		redis.stop();
		link.cut();
		System.out.println("longest answer while Redis is away: " + assertNoPileUp(cluster, carts, AWAY));
		redis.startAgain();
		link.mend();
		Duration recovery = carts.awaitServed(2 * VISITORS, SOON);
		System.out.println("sessions are back " + recovery + " after Redis");
		assertThat(recovery).isLessThan(PATIENCE);
	}

	private static void redisIsSlow(Link link, ClusterProcess cluster, CartLoad carts) {
		carts.longestAnswer();
		link.slow(Duration.ofSeconds(1));
		System.out.println("longest answer while Redis is slow: " + assertNoPileUp(cluster, carts, SLOW));
		link.slow(Duration.ZERO);
		Duration recovery = carts.awaitServed(2 * VISITORS, SOON);
		System.out.println("sessions are back " + recovery + " after Redis was slow");
		assertThat(recovery).isLessThan(PATIENCE);
	}

	private static Duration assertNoPileUp(ClusterProcess cluster, CartLoad carts, Duration duration) {
		long end = System.nanoTime() + duration.toNanos();
		cluster.awaitThat("that time is over", duration.multipliedBy(2), () -> {
			assertThat(cluster.status().workers())
				.allSatisfy((worker) -> assertThat(worker.json().path("busyThreads").asInt())
					.isLessThanOrEqualTo(2 * CONNECTIONS + 1));
			return System.nanoTime() >= end;
		});
		Duration longest = carts.longestAnswer();
		assertThat(longest).isLessThan(PATIENCE);
		return longest;
	}

}
