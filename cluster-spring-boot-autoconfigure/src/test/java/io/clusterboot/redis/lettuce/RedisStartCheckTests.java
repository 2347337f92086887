package io.clusterboot.redis.lettuce;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.clusterboot.WrongConfigurationException;
import io.clusterboot.redis.RealRedis;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Tests for {@link RedisStartCheck}.
 */
@ExtendWith(OutputCaptureExtension.class)
class RedisStartCheckTests {

	private static final String SECRET = "open-sesame";

	@TempDir
	Path directory;

	@Test
	void acceptsWhatIsRight() throws IOException {
		try (RealRedis redis = RealRedis.start("--requirepass", SECRET)) {
			Clients.of(redis).withPropertyValues("spring.data.redis.password=" + SECRET).run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(StringRedisTemplate.class).hasKey("a")).isFalse();
			});
		}
	}

	@Test
	void refusesAPasswordThatIsWrongOrMissing() throws IOException {
		try (RealRedis redis = RealRedis.start("--requirepass", SECRET)) {
			ApplicationContextRunner worker = Clients.of(redis);
			String action = "Check spring.data.redis.username and spring.data.redis.password.";
			assertThat(failure(worker).getDescription()).contains("127.0.0.1:" + redis.port(), "NOAUTH");
			FailureAnalysis wrong = failure(worker.withPropertyValues("spring.data.redis.password=guess"));
			assertThat(wrong.getDescription()).contains("refuses", "WRONGPASS").doesNotContain("guess");
			assertThat(wrong.getAction()).isEqualTo(action);
			assertThat(failure(worker.withPropertyValues("spring.data.redis.username=nobody",
					"spring.data.redis.password=" + SECRET))
				.getDescription()).contains("WRONGPASS").doesNotContain(SECRET);
		}
	}

	@Test
	void refusesAUserWhoMayNothing() throws IOException {
		try (RealRedis redis = RealRedis.start("--user", "guest", "on", ">" + SECRET, "~*", "-@all")) {
			assertThat(failure(Clients.of(redis)
				.withPropertyValues("spring.data.redis.username=guest", "spring.data.redis.password=" + SECRET))
				.getDescription()).contains("NOPERM");
		}
	}

	@Test
	void refusesTlsWhereTheServerHasNone() throws IOException {
		try (RealRedis redis = RealRedis.start()) {
			FailureAnalysis failure = failure(
					Clients.of(redis).withPropertyValues("spring.data.redis.ssl.enabled=true"));
			assertThat(failure.getDescription()).endsWith(" does not speak TLS, and this application does.");
			assertThat(failure.getAction()).contains("spring.data.redis.ssl.enabled=false");
		}
	}

	@Test
	void refusesAServerWithTlsWhereTheApplicationHasNone() throws IOException {
		int port = freePort();
		try (RealRedis redis = tls(port)) {
			FailureAnalysis failure = failure(Clients.of(redis).withPropertyValues("spring.data.redis.port=" + port));
			assertThat(failure.getDescription()).endsWith(" speaks TLS, and this application does not.");
			assertThat(failure.getAction()).contains("spring.data.redis.ssl.enabled=true");
		}
	}

	@Test
	void refusesACertificateThatIsNotTrusted() throws IOException {
		int port = freePort();
		try (RealRedis redis = tls(port)) {
			ApplicationContextRunner worker = Clients.of(redis)
				.withPropertyValues("spring.data.redis.port=" + port, "spring.data.redis.ssl.enabled=true");
			assertThat(failure(worker).getAction()).contains("spring.data.redis.ssl.bundle");
			worker
				.withPropertyValues("spring.data.redis.ssl.bundle=own",
						"spring.ssl.bundle.pem.own.truststore.certificate=" + this.directory.resolve("cert.pem"))
				.run((context) -> assertThat(context.getBean(StringRedisTemplate.class).hasKey("a")).isFalse());
		}
	}

	@Test
	void refusesAClusterThatIsNone() throws IOException {
		try (RealRedis redis = RealRedis.start()) {
			FailureAnalysis failure = failure(
					Clients.worker().withPropertyValues("spring.data.redis.cluster.nodes=127.0.0.1:" + redis.port()));
			assertThat(failure.getDescription()).contains("is no cluster");
			assertThat(failure.getAction()).contains("instead of spring.data.redis.cluster.nodes");
		}
	}

	@Test
	void refusesAnotherPasswordOfACluster() throws IOException {
		try (RealRedis redis = node(freePort(), "--requirepass", SECRET)) {
			assertThat(failure(
					Clients.worker().withPropertyValues("spring.data.redis.cluster.nodes=127.0.0.1:" + redis.port()))
				.getDescription()).contains("NOAUTH");
		}
	}

	@Test
	void refusesANodeOfAClusterWhereOneServerIsExpected() throws IOException {
		int bus = freePort();
		try (RealRedis first = node(freePort()); RealRedis second = node(bus)) {
			ask(first, "cluster", "addslotsrange", "0", "8000");
			ask(second, "cluster", "addslotsrange", "8001", "16383");
			ask(first, "cluster", "meet", "127.0.0.1", String.valueOf(second.port()), String.valueOf(bus));
			Awaitility.await().until(() -> ask(first, "cluster", "info").contains("cluster_size:2"));
			FailureAnalysis failure = failure(Clients.of(first));
			assertThat(failure.getDescription()).contains("is a node of a Redis Cluster (2 nodes with slots)");
			assertThat(failure.getAction()).startsWith("Set spring.data.redis.cluster.nodes");
			Awaitility.await().until(() -> ask(first, "cluster", "info").contains("cluster_state:ok"));
			Clients.worker()
				.withPropertyValues("spring.data.redis.cluster.nodes=127.0.0.1:" + first.port())
				.run((context) -> assertThat(context.getBean(StringRedisTemplate.class).hasKey("a")).isFalse());
		}
	}

	@Test
	void acceptsOneServerWithAllSlotsOfACluster() throws IOException {
		try (RealRedis redis = node(freePort())) {
			ask(redis, "cluster", "addslotsrange", "0", "16383");
			Clients.of(redis).run((context) -> assertThat(context).hasNotFailed());
		}
	}

	@Test
	void refusesASentinelThatIsNone() throws IOException {
		try (RealRedis redis = RealRedis.start()) {
			assertThat(failure(sentinel(redis.port(), "main")).getDescription()).contains("is no sentinel");
		}
	}

	@Test
	void refusesAMasterThatNoSentinelKnows() throws Exception {
		int port = freePort();
		try (RealRedis redis = RealRedis.start()) {
			Path file = Files.writeString(this.directory.resolve("sentinel.conf"),
					"bind 127.0.0.1\nport " + port + "\nsentinel monitor main 127.0.0.1 " + redis.port() + " 1\n");
			Process sentinel = command("redis-server", file.toString(), "--sentinel");
			try {
				Awaitility.await().until(() -> Greeting.of(new RedisNode("127.0.0.1", port)) == Greeting.PLAIN);
				FailureAnalysis failure = failure(sentinel(port, "other"));
				assertThat(failure.getDescription()).endsWith("knows no master of the name 'other'.");
				assertThat(failure.getAction()).contains("spring.data.redis.sentinel.master");
				sentinel(port, "main").run((context) -> assertThat(context).hasNotFailed());
			}
			finally {
				sentinel.destroy();
				end(sentinel);
			}
		}
	}

	@Test
	void unknownHostIsOneThatIsAway(CapturedOutput output) {
		Clients.worker().withPropertyValues("spring.data.redis.host=nowhere.invalid").run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).contains("Redis at nowhere.invalid:6379 does not answer (");
		});
	}

	@Test
	void wrongConfigurationIsExplained(CapturedOutput output) throws IOException {
		try (RealRedis redis = RealRedis.start("--requirepass", SECRET)) {
			SpringApplication application = new SpringApplication(DataRedisAutoConfiguration.class,
					ClusterLettuceAutoConfiguration.class);
			application.setWebApplicationType(WebApplicationType.NONE);
			assertThatException().isThrownBy(() -> application.run("--cluster.worker.index=0", "--cluster.workers=2",
					"--spring.data.redis.port=" + redis.port()));
			assertThat(output).contains("APPLICATION FAILED TO START", "refuses the user or the password: NOAUTH");
		}
	}

	private static FailureAnalysis failure(ApplicationContextRunner worker) {
		FailureAnalysis[] analysis = new FailureAnalysis[1];
		worker.run((context) -> {
			assertThat(context).hasFailed();
			analysis[0] = new RedisConfigurationFailureAnalyzer().analyze(context.getStartupFailure());
		});
		assertThat(analysis[0]).isNotNull();
		assertThat(analysis[0].getCause()).isInstanceOf(WrongConfigurationException.class);
		return analysis[0];
	}

	private static ApplicationContextRunner sentinel(int port, String master) {
		return Clients.worker()
			.withPropertyValues("spring.data.redis.sentinel.nodes=127.0.0.1:" + port,
					"spring.data.redis.sentinel.master=" + master);
	}

	private RealRedis tls(int port) {
		String key = this.directory.resolve("key.pem").toString();
		String certificate = this.directory.resolve("cert.pem").toString();
		end(command("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate,
				"-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"));
		return RealRedis.start("--tls-port", String.valueOf(port), "--tls-cert-file", certificate, "--tls-key-file",
				key, "--tls-ca-cert-file", certificate, "--tls-auth-clients", "no");
	}

	/*
	 * By default that port is 10000 more, which may be too much.
	 */
	private static RealRedis node(int busPort, String... options) {
		List<String> all = new ArrayList<>(
				List.of("--cluster-enabled", "yes", "--cluster-port", String.valueOf(busPort)));
		all.addAll(List.of(options));
		return RealRedis.start(all.toArray(String[]::new));
	}

	private static String ask(RealRedis redis, String... words) {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), redis.port())) {
			socket.getOutputStream().write((String.join(" ", words) + "\r\n").getBytes(StandardCharsets.US_ASCII));
			socket.shutdownOutput();
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Process command(String... command) {
		try {
			return new ProcessBuilder(List.of(command)).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void end(Process process) {
		try {
			assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private static int freePort() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
