package io.clusterboot.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;

import io.clusterboot.messaging.kafka.RealKafka;
import io.clusterboot.redis.RealRedis;
import io.clusterboot.sample.harness.ClusterProcess;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that by way of Kafka, too, messages reach each worker once and in order, and that
 * no job is lost while workers are killed.
 */
@Timeout(300)
class KafkaIntegrationTests {

	private static final String JDKS = "io.clusterboot.sample.harness.Jdks#namedForLongTests";

	private static final int WORKERS = 4;

	private static final int MESSAGES_EACH = 500;

	private static final int OWN_JOBS = 500;

	private static final int JOBS = 10_000;

	private static final int KILLS = 3;

	/*
	 * As the listener of the sample says.
	 */
	private static final int CONCURRENCY = 4;

	private static final String QUEUE = "shop.queue.drill-jobs";

	private static final Duration PATIENCE = Duration.ofSeconds(120);

	@TempDir
	private Path directory;

	@ParameterizedTest
	@MethodSource(JDKS)
	void messagesReachAllAndJobsSurviveKills(Path jdk) throws IOException {
		try (RealRedis redis = RealRedis.start();
				RealKafka kafka = RealKafka.start();
				ClusterProcess cluster = SampleCluster.in(this.directory, WORKERS)
					.jdk(jdk)
					.arguments("--spring.profiles.active=drill", "--spring.data.redis.url=" + redis.url(),
							"--cluster.messaging.transport=kafka",
							"--spring.kafka.bootstrap-servers=" + kafka.servers(), "--cluster.messaging.takeover=6s",
							"--cluster.restart.max-failures=10", "--logging.level.org.apache.kafka=warn")
					.start()) {
			SortedMap<Integer, Long> pids = cluster.awaitActive(WORKERS);
			RedisClient client = RedisClient.create(redis.url());
			try {
				RedisCommands<String, String> notes = client.connect().sync();
				messagesReachAll(cluster, notes, pids);
				jobsSurviveKills(cluster, kafka, notes, pids);
			}
			finally {
				client.shutdown();
			}
		}
	}

	private static void messagesReachAll(ClusterProcess cluster, RedisCommands<String, String> notes,
			SortedMap<Integer, Long> pids) throws IOException {
		assertThat(cluster.post("/drill/prepare?total=" + WORKERS * MESSAGES_EACH).status()).isEqualTo(200);
		cluster.awaitThat("all are prepared", PATIENCE, () -> notes.hlen("drill:prepared") == WORKERS);
		assertThat(cluster.post("/drill/publish?count=" + MESSAGES_EACH).status()).isEqualTo(200);
		cluster.awaitThat("all have all messages", PATIENCE, () -> notes.hlen("drill:reports") == WORKERS);
		Map<String, String> reports = notes.hgetall("drill:reports");
		assertThat(reports).containsOnlyKeys(pids.values().stream().map(String::valueOf).toArray(String[]::new));
		assertThat(reports.values()).allSatisfy((report) -> assertThat(report)
			.startsWith(WORKERS * MESSAGES_EACH + " received, 0 out of order, " + WORKERS + " publishers, "));
		System.out.println("topics: " + reports.values());
	}

	/*
	 * Most jobs come from outside, so that there are always some that wait.
	 */
	private static void jobsSurviveKills(ClusterProcess cluster, RealKafka kafka, RedisCommands<String, String> notes,
			SortedMap<Integer, Long> pids) throws IOException {
		assertThat(cluster.post("/drill/jobs?from=0&count=" + OWN_JOBS).status()).isEqualTo(200);
		enqueueRest(kafka);
		for (int kill = 0; kill < KILLS; kill++) {
			int share = (kill + 1) * JOBS / (KILLS + 1);
			cluster.awaitThat(share + " jobs are done", PATIENCE, () -> notes.hlen("drill:done") >= share);
			cluster.signal(pids.get(kill), "KILL");
		}
		assertThat(notes.hlen("drill:done")).isLessThan(JOBS);
		cluster.awaitThat("all jobs are done", PATIENCE, () -> notes.hlen("drill:done") == JOBS);
		long begun = notes.hvals("drill:begun").stream().mapToLong(Long::parseLong).sum();
		assertThat(begun).isBetween((long) JOBS, (long) JOBS + KILLS * CONCURRENCY);
		System.out.println("jobs: " + begun + " begun for " + JOBS + ", with " + KILLS + " workers killed");
	}

	private static void enqueueRest(RealKafka kafka) {
		try (KafkaProducer<String, byte[]> outside = new KafkaProducer<>(Map.of("bootstrap.servers", kafka.servers()),
				new StringSerializer(), new ByteArraySerializer())) {
			for (int number = OWN_JOBS; number < JOBS; number++) {
				outside.send(new ProducerRecord<>(QUEUE, String.valueOf(number % 100),
						String.valueOf(number).getBytes(StandardCharsets.UTF_8)));
			}
		}
	}

}
