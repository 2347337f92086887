package io.clusterboot.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.clusterboot.redis.RealRedis;
import io.clusterboot.sample.Ticks.Tick;
import io.clusterboot.sample.harness.ClusterProcess;
import io.clusterboot.sample.harness.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a schedule goes on with one worker at a time, whatever becomes of workers
 * and hosts.
 */
@Timeout(300)
class ScheduleIntegrationTests {

	private static final Duration SOON = Duration.ofSeconds(20);

	private static final Duration START = Duration.ofSeconds(90);

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private static final Duration LEASE = Duration.ofSeconds(4);

	@TempDir
	private Path directory;

	@ParameterizedTest
	@MethodSource("io.clusterboot.sample.harness.Jdks#namedForLongTests")
	void ticksGoOnThroughAKillAScaleDownAndAReload(Path jdk) throws IOException {
		Ticks ticks = new Ticks(this.directory.resolve("ticks"));
		try (ClusterProcess cluster = SampleCluster.reloadable(this.directory, 3)
			.jdk(jdk)
			.arguments(ticks.property())
			.start()) {
			cluster.awaitActive(3);
			Set<Long> leaders = new HashSet<>();
			Tick first = next(cluster, ticks, leaders);
			cluster.signal(first.pid(), "KILL");
			Tick second = next(cluster, ticks, leaders);
			cluster.awaitSuccessor(first.index(), first.pid(), START);
			assertThat(second.index()).isNotZero();
			assertThat(scale(cluster, 1).status()).as(cluster::explain).isEqualTo(200);
			next(cluster, ticks, leaders);
			assertThat(Reload.post(cluster).result()).as(cluster::explain).isEqualTo("SUCCEEDED");
			next(cluster, ticks, leaders);
			long end = first.begin() + MINUTE.toMillis();
			cluster.awaitThat("a minute is over", MINUTE, () -> !ticks.since(end).isEmpty());
			List<Tick> minute = ticks.all().stream().filter((tick) -> tick.begin() < end).toList();
			Ticks.assertAlone(minute);
			Ticks.assertNoGap(minute, Duration.ofSeconds(2));
			assertThat(minute).as(cluster::explain).hasSizeBetween(115, 121);
			assertThat(Ticks.pids(minute)).as(cluster::explain).containsAll(leaders).hasSize(4);
		}
	}

	private static Tick next(ClusterProcess cluster, Ticks ticks, Set<Long> leaders) {
		Tick tick = ticks.awaitOther(cluster, leaders, SOON);
		leaders.add(tick.pid());
		return tick;
	}

	private static HttpResponse scale(ClusterProcess cluster, int workers) throws IOException {
		return cluster.postJson("/actuator/cluster", "{\"action\":\"scale\",\"workers\":" + workers + "}");
	}

	@Test
	void oneOfTwoHostsLeadsAndTheOtherFollowsWithinTheLease() throws IOException {
		Ticks ticks = new Ticks(this.directory.resolve("ticks"));
		try (RealRedis redis = RealRedis.start();
				ClusterProcess one = host("one", redis, ticks);
				ClusterProcess other = host("other", redis, ticks)) {
			one.awaitActive(1);
			other.awaitActive(1);
			Set<Long> leaders = new HashSet<>();
			ClusterProcess leader = hostOf(next(one, ticks, leaders), one, other);
			ClusterProcess follower = (leader == one) ? other : one;
			assertPauseOfRedisIsSurvived(redis, ticks, follower);
			leaders.addAll(Ticks.pids(ticks.all()));
			leader = hostOf(last(ticks), one, other);
			follower = (leader == one) ? other : one;
			killHost(leader);
			Tick last = last(ticks);
			Tick successor = follower(follower, ticks, last);
			assertThat(successor.begin() - last.end()).as(follower::explain)
				.isLessThanOrEqualTo(LEASE.plusSeconds(2).toMillis());
			Ticks.assertAlone(ticks.all());
		}
	}

	private ClusterProcess host(String name, RealRedis redis, Ticks ticks) {
		return SampleCluster.in(this.directory.resolve(name), 1)
			.arguments(ticks.property(), "--spring.data.redis.url=" + redis.url(),
					"--cluster.leader-lease=" + LEASE.toMillis() + "ms")
			.start();
	}

	/*
	 * Longer than the lease: by then nobody may trust it.
	 */
	private static void assertPauseOfRedisIsSurvived(RealRedis redis, Ticks ticks, ClusterProcess cluster) {
		redis.pause();
		cluster.awaitThat("nobody leads", SOON,
				() -> System.currentTimeMillis() - last(ticks).end() > LEASE.toMillis() / 2);
		int count = ticks.all().size();
		redis.resume();
		cluster.awaitThat("somebody leads", SOON, () -> ticks.all().size() > count + 2);
		Ticks.assertAlone(ticks.all());
	}

	private static Tick last(Ticks ticks) {
		List<Tick> all = ticks.all();
		return all.get(all.size() - 1);
	}

	private static ClusterProcess hostOf(Tick tick, ClusterProcess one, ClusterProcess other) {
		return one.descendants().stream().anyMatch((process) -> process.pid() == tick.pid()) ? one : other;
	}

	private static void killHost(ClusterProcess host) {
		List<Long> pids = host.descendants().stream().map(ProcessHandle::pid).toList();
		host.signal("STOP");
		host.signal(pids, "KILL");
		host.signal("KILL");
	}

	private static Tick follower(ClusterProcess follower, Ticks ticks, Tick last) {
		Set<Long> dead = Set.of(last.pid());
		follower.awaitThat("the other host leads", SOON,
				() -> ticks.since(last.end()).stream().anyMatch((tick) -> !dead.contains(tick.pid())));
		return ticks.since(last.end()).stream().filter((tick) -> !dead.contains(tick.pid())).findFirst().orElseThrow();
	}

}
