package io.clusterboot.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.clusterboot.sample.harness.ClusterProcess;
import io.clusterboot.sample.harness.RequestGate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests that a cluster brings a Redis of its own, which outlives its workers and nobody
 * else.
 */
@Timeout(300)
class EmbeddedRedisIntegrationTests {

	private static final String LISTENING = "Redis \\(pid (\\d+)\\) is listening on 127\\.0\\.0\\.1:(\\d+)";

	private static final Duration SOON = Duration.ofSeconds(40);

	@TempDir
	private Path directory;

	@ParameterizedTest
	@MethodSource("io.clusterboot.sample.harness.Jdks#named")
	void redisIsForWorkersAloneComesBackWithItsDataAndEndsWithTheCluster(Path jdk) throws Exception {
		try (ClusterProcess cluster = SampleCluster.in(this.directory, 2)
			.environment("CLUSTER_REDIS_EMBEDDED", "auto")
			.arguments("--cluster.divide=sample.pool", "--sample.pool=5")
			.jdk(jdk)
			.start()) {
			List<Long> workers = List.copyOf(cluster.awaitActive(2).values());
			assertThat(cluster.output())
				.contains("Dividing sample.pool=5 among 2 workers: 2 each, and 1 more for the first");
			URI redis = redisOf(workers.get(0));
			assertThat(redisOf(workers.get(1))).isEqualTo(redis);
			assertThat(ask(redis, "SET a b")).contains("+OK");
			assertReachableByWorkersAlone(cluster, redis);
			assertComesBackWithItsData(cluster, redis);
			cluster.signal("TERM");
			assertThat(cluster.awaitExit(SOON)).as(cluster::explain).isZero();
			cluster.assertNothingLeft();
			assertThatIOException().isThrownBy(() -> ask(redis, "PING"));
		}
	}

	private static void assertReachableByWorkersAlone(ClusterProcess cluster, URI redis) throws IOException {
		assertThat(talk(redis.getPort(), "PING")).startsWith("-NOAUTH");
		List<InetAddress> others = NetworkInterface.networkInterfaces()
			.flatMap(NetworkInterface::inetAddresses)
			.filter((address) -> !address.getHostAddress().equals("127.0.0.1"))
			.toList();
		assertThat(others).isNotEmpty()
			.allSatisfy((address) -> assertThatIOException()
				.isThrownBy(() -> new Socket(address, redis.getPort()).close()));
		String password = redis.getUserInfo().substring(1);
		assertThat(cluster.output()).doesNotContain(password);
		assertThat(cluster.others())
			.allSatisfy((process) -> assertThat(read(process.pid(), "cmdline")).doesNotContain(password));
	}

	private static void assertComesBackWithItsData(ClusterProcess cluster, URI redis) throws IOException {
		long pid = redisPid(cluster);
		cluster.signal(pid, "KILL");
		cluster.awaitLog("Redis \\(pid " + pid + "\\) ended with exit code 137; starting it again in 100ms", SOON);
		cluster.awaitLog("(?s)starting it again.*" + LISTENING, SOON);
		assertThat(ask(redis, "GET a")).contains("$1\r\nb");
	}

	@Test
	void killOfTheMasterLetsRedisStayUntilTheWorkersHaveDrained() throws Exception {
		try (ClusterProcess cluster = SampleCluster.withRedis(this.directory, 2).start()) {
			cluster.awaitActive(2);
			assertStaysUntilWorkersHaveDrained(cluster, () -> cluster.signal("KILL"));
			assertThat(cluster.awaitExit(SOON)).isEqualTo(128 + 9);
			assertThat(files(cluster.runDirectory().resolve("redis"))).isEmpty();
		}
	}

	/**
	 * Ctrl-C, which all processes of the terminal's foreground get.
	 */
	@Test
	void intOfTheProcessGroupLetsRedisStayUntilTheWorkersHaveDrained() throws Exception {
		try (ClusterProcess cluster = SampleCluster.withRedis(this.directory, 2).start()) {
			cluster.awaitActive(2);
			assertStaysUntilWorkersHaveDrained(cluster, () -> cluster.signal(groupOf(cluster), "INT"));
			assertThat(cluster.awaitExit(SOON)).as(cluster::explain).isZero();
			assertThat(cluster.output()).doesNotContain("starting it again");
			cluster.assertNothingLeft();
		}
	}

	private static void assertStaysUntilWorkersHaveDrained(ClusterProcess cluster, Runnable end) throws IOException {
		URI redis = redisOf(cluster.workerPids().get(0));
		try (RequestGate gate = RequestGate.hold(cluster.port(), "/echo", 1, SOON)) {
			end.run();
			cluster.awaitThat("the workers have stopped listening", SOON, () -> !cluster.isListening());
			assertThat(ask(redis, "PING")).contains("+PONG");
			assertThat(gate.release()).hasSize(1);
		}
		cluster.awaitThat("all have ended by themselves", SOON, () -> cluster.others().isEmpty());
		assertThatIOException().isThrownBy(() -> ask(redis, "PING"));
	}

	private static List<Long> groupOf(ClusterProcess cluster) {
		String group = group(cluster.pid());
		List<Long> members = new ArrayList<>(List.of(cluster.pid()));
		cluster.others()
			.stream()
			.map(ProcessHandle::pid)
			.filter((pid) -> group(pid).equals(group))
			.forEach(members::add);
		assertThat(members).contains(cluster.workerPids().get(0)).doesNotContain(redisPid(cluster));
		return members;
	}

	private static String group(long pid) {
		String stat = read(pid, "stat");
		return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[2];
	}

	private static long redisPid(ClusterProcess cluster) {
		return Long.parseLong(cluster.awaitLog(LISTENING, SOON).group(1));
	}

	private static URI redisOf(long worker) {
		return Stream.of(read(worker, "environ").split("\0"))
			.filter((variable) -> variable.startsWith("CLUSTER_WORKER_REDIS_URL="))
			.map((variable) -> URI.create(variable.substring(variable.indexOf('=') + 1)))
			.findFirst()
			.orElseThrow();
	}

	private static String ask(URI redis, String command) throws IOException {
		return talk(redis.getPort(), "AUTH " + redis.getUserInfo().substring(1) + "\r\n" + command);
	}

	private static String talk(int port, String commands) throws IOException {
		try (Socket socket = new Socket("127.0.0.1", port)) {
			socket.setSoTimeout((int) SOON.toMillis());
			socket.getOutputStream().write((commands + "\r\nQUIT\r\n").getBytes(StandardCharsets.US_ASCII));
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
		}
	}

	private static List<Path> files(Path root) throws IOException {
		try (Stream<Path> files = Files.exists(root) ? Files.list(root) : Stream.empty()) {
			return files.toList();
		}
	}

	private static String read(long pid, String file) {
		try {
			return Files.readString(Path.of("/proc", String.valueOf(pid), file), StandardCharsets.ISO_8859_1);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
