package io.clusterboot.sample;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;

import io.clusterboot.redis.RealRedis;
import io.clusterboot.sample.harness.ClusterProcess;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that messages reach each worker once and in order, and that no job is lost while
 * workers are killed.
 */
@Timeout(600)
class MessagingIntegrationTests {

	private static final String JDKS = "io.clusterboot.sample.harness.Jdks#namedForLongTests";

	private static final int WORKERS = 4;

	private static final int MESSAGES_EACH = 25_000;

	private static final int JOBS = 10_000;

	private static final int KILLS = 3;

	/*
	 * As the listener of the sample says.
	 */
	private static final int CONCURRENCY = 4;

	private static final String QUEUE = "shop:queue:drill-jobs";

	private static final Duration PATIENCE = Duration.ofSeconds(120);

	@TempDir
	private Path directory;

	@ParameterizedTest
	@MethodSource(JDKS)
	void messagesReachAllAndJobsSurviveKills(Path jdk) throws IOException {
		try (RealRedis redis = RealRedis.start();
				ClusterProcess cluster = SampleCluster.in(this.directory, WORKERS)
					.jdk(jdk)
					.arguments("--spring.profiles.active=drill", "--spring.data.redis.url=" + redis.url(),
							"--cluster.messaging.takeover=3s", "--cluster.restart.max-failures=10")
					.start()) {
			SortedMap<Integer, Long> pids = cluster.awaitActive(WORKERS);
			RedisClient client = RedisClient.create(redis.url());
			try {
				RedisCommands<String, String> commands = client.connect().sync();
				messagesReachAll(cluster, commands, pids);
				jobsSurviveKills(cluster, commands, pids);
			}
			finally {
				client.shutdown();
			}
		}
	}

	private static void messagesReachAll(ClusterProcess cluster, RedisCommands<String, String> commands,
			SortedMap<Integer, Long> pids) throws IOException {
		assertThat(cluster.post("/drill/prepare?total=" + WORKERS * MESSAGES_EACH).status()).isEqualTo(200);
		cluster.awaitThat("all are prepared", PATIENCE, () -> commands.hlen("drill:prepared") == WORKERS);
		assertThat(cluster.post("/drill/publish?count=" + MESSAGES_EACH).status()).isEqualTo(200);
		cluster.awaitThat("all have all messages", PATIENCE, () -> commands.hlen("drill:reports") == WORKERS);
		Map<String, String> reports = commands.hgetall("drill:reports");
		assertThat(reports).containsOnlyKeys(pids.values().stream().map(String::valueOf).toArray(String[]::new));
		assertThat(reports.values()).allSatisfy((report) -> assertThat(report)
			.startsWith(WORKERS * MESSAGES_EACH + " received, 0 out of order, " + WORKERS + " publishers, "));
		System.out.println("topics: " + reports.values());
	}

	private static void jobsSurviveKills(ClusterProcess cluster, RedisCommands<String, String> commands,
			SortedMap<Integer, Long> pids) throws IOException {
		int part = JOBS / (KILLS + 1);
		for (int kill = 0; kill <= KILLS; kill++) {
			assertThat(cluster.post("/drill/jobs?from=" + kill * part + "&count=" + part).status()).isEqualTo(200);
			if (kill < KILLS) {
				assertThat(commands.xlen(QUEUE)).as("jobs that wait or are under way")
					.isGreaterThan(WORKERS * CONCURRENCY);
				cluster.signal(pids.get(kill), "KILL");
			}
		}
		cluster.awaitThat("all jobs are done", PATIENCE,
				() -> commands.hlen("drill:done") == JOBS && commands.xlen(QUEUE) == 0);
		assertThat(commands.xpending(QUEUE, "workers").getCount()).isZero();
		assertThat(commands.xrange(QUEUE + ":dead", Range.unbounded())).isEmpty();
		long begun = commands.hvals("drill:begun").stream().mapToLong(Long::parseLong).sum();
		assertThat(begun).isBetween((long) JOBS, (long) JOBS + KILLS * CONCURRENCY);
		System.out.println("jobs: " + begun + " begun for " + JOBS + ", with " + KILLS + " workers killed");
	}

}
