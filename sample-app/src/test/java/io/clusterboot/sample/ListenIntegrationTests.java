package io.clusterboot.sample;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import io.clusterboot.sample.harness.ClusterProcess;
import io.clusterboot.sample.harness.ClusterView;
import io.clusterboot.sample.harness.Http2Connection;
import io.clusterboot.sample.harness.HttpResponse;
import io.clusterboot.sample.harness.Jdks;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that an application listens as it would alone, however its workers share the
 * port.
 */
@Timeout(300)
class ListenIntegrationTests {

	private static final String MODES = "modesAndJdks";

	private static final Duration SOON = Duration.ofSeconds(30);

	private static final String PASSWORD = "changeit";

	private static final int MOST_REQUESTS = 200;

	@TempDir
	private Path directory;

	static Stream<Arguments> modesAndJdks() {
		return Jdks.named().flatMap((jdk) -> Stream.of("shared", "reuse-port").map((mode) -> Arguments.of(mode, jdk)));
	}

	@ParameterizedTest
	@MethodSource(MODES)
	void startWhenPortsAreLeftToTheMasterServesOnePortOnEveryAddressFromEveryWorker(String mode, Path jdk)
			throws IOException {
		try (ClusterProcess cluster = SampleCluster.in(this.directory, 2)
			.jdk(jdk)
			.port(0)
			.arguments("--cluster.listen=" + mode, "--management.server.port=0")
			.start()) {
			SortedMap<Integer, Long> pids = cluster.awaitListening(2);
			assertOnePort(cluster, "is listening on port (\\d+)");
			assertThat(cluster.countLog("reuse-port.*tcp_migrate_req")).as(cluster::explain)
				.isEqualTo("reuse-port".equals(mode) ? 1 : 0);
			awaitAnswersOfBoth(cluster, at("127.0.0.1", cluster.port()), "/whoami");
			awaitAnswersOfBoth(cluster, at("::1", cluster.port()), "/whoami");
			assertManagementIsApart(cluster);
			for (long pid : pids.values()) {
				assertThat(Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "fd", "0")))
					.as("standard input of worker %d, which its children inherit", pid)
					.isEqualTo(Path.of("/dev/null"));
			}
			cluster.signal("TERM");
			assertThat(cluster.awaitExit(SOON)).as(cluster::explain).isZero();
			cluster.assertNothingLeft();
		}
	}

	private static void assertManagementIsApart(ClusterProcess cluster) throws IOException {
		InetSocketAddress management = at("127.0.0.1", managementPort(cluster));
		assertThat(management.getPort()).isNotEqualTo(cluster.port());
		assertThat(cluster.get("/actuator/cluster").status()).isEqualTo(404);
		assertThat(cluster.get("/actuator/health").status()).isEqualTo(404);
		awaitAnswersOfBoth(cluster, management, "/actuator/info");
		HttpResponse health = cluster.get(management, "/actuator/health");
		assertThat(health.status()).as(health::text).isEqualTo(200);
		HttpResponse status = cluster.get(management, "/actuator/cluster");
		assertThat(status.status()).as(status::text).isEqualTo(200);
		ClusterView view = ClusterView.parse(status.text());
		assertThat(view.state()).isEqualTo("RUNNING");
		assertThat(view.active()).isEqualTo(2);
	}

	/**
	 * Each worker says which ports its servers have; the port of the application is named
	 * first.
	 */
	private static int managementPort(ClusterProcess cluster) {
		TreeSet<Integer> ports = new TreeSet<>();
		Pattern.compile("Tomcat started on port (\\d+)")
			.matcher(cluster.output())
			.results()
			.forEach((result) -> ports.add(Integer.valueOf(result.group(1))));
		ports.remove(cluster.port());
		assertThat(ports).as(cluster::explain).hasSize(1).doesNotContain(0);
		return ports.first();
	}

	private static void assertOnePort(ClusterProcess cluster, String regex) {
		assertThat(Pattern.compile(regex).matcher(cluster.output()).results().map((result) -> result.group(1)))
			.as(cluster::explain)
			.hasSize(2)
			.containsOnly(Integer.toString(cluster.port()));
		assertThat(cluster.port()).isPositive();
	}

	@ParameterizedTest
	@MethodSource(MODES)
	void termWhenAnEncryptedRequestIsInFlightOnHttp2AnswersIt(String mode, Path jdk) throws Exception {
		Path keyStore = createKeyStore(jdk);
		try (ClusterProcess cluster = SampleCluster.in(this.directory, 2)
			.jdk(jdk)
			.arguments("--cluster.listen=" + mode, "--server.address=127.0.0.1", "--server.http2.enabled=true",
					"--server.ssl.key-store=" + keyStore, "--server.ssl.key-store-password=" + PASSWORD)
			.start()) {
			cluster.awaitListening(2);
			assertNobodyListensOn(at("127.0.0.2", cluster.port()));
			assertNobodyListensOn(at("::1", cluster.port()));
			SSLContext trust = trusting(keyStore);
			assertThatJavaSpeaksHttp2(cluster, trust);
			InetSocketAddress address = at("127.0.0.1", cluster.port());
			try (Http2Connection idle = Http2Connection.open(address, trust, SOON);
					Http2Connection busy = Http2Connection.open(address, trust, SOON)) {
				idle.request("/whoami");
				assertThat(idle.answer()).contains("\"count\":2");
				busy.request("/work?ms=3000");
				awaitThatAWorkerWorks(cluster);
				cluster.signal("TERM");
				cluster.awaitLog("Worker \\d+ \\(pid \\d+\\) is shutting down", 2, SOON);
				idle.awaitEnd();
				assertThat(idle.goesAway()).as("said goodbye on the idle connection").isTrue();
				assertThat(busy.answer()).contains("\"ms\":3000");
				assertThat(busy.goesAway()).as("said goodbye on the busy connection").isTrue();
				// why so soon: a connection that the client keeps holds nobody up
				assertThat(cluster.awaitExit(Duration.ofSeconds(8))).as(cluster::explain).isZero();
			}
			cluster.assertNothingLeft();
		}
	}

	private static void assertThatJavaSpeaksHttp2(ClusterProcess cluster, SSLContext trust) throws Exception {
		HttpClient client = HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_2)
			.sslContext(trust)
			.connectTimeout(SOON)
			.build();
		HttpRequest request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + cluster.port() + "/whoami"))
			.timeout(SOON)
			.build();
		for (int i = 0; i < 20; i++) {
			java.net.http.HttpResponse<String> answer = client.send(request,
					java.net.http.HttpResponse.BodyHandlers.ofString());
			assertThat(answer.statusCode()).isEqualTo(200);
			assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
			assertThat(answer.body()).contains("\"count\":2");
		}
	}

	/**
	 * A thread dump of each worker tells.
	 */
	private static void awaitThatAWorkerWorks(ClusterProcess cluster) {
		cluster.awaitThat("a worker works on the request", SOON, () -> {
			cluster.descendants().forEach((worker) -> cluster.signal(worker.pid(), "QUIT"));
			return cluster.output().contains("WorkController.work");
		});
	}

	private static void assertNobodyListensOn(InetSocketAddress address) {
		assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> {
			try (java.net.Socket socket = new java.net.Socket()) {
				socket.connect(address, 5000);
			}
		});
	}

	private static void awaitAnswersOfBoth(ClusterProcess cluster, InetSocketAddress address, String path)
			throws IOException {
		TreeSet<Integer> indexes = new TreeSet<>();
		for (int i = 0; i < MOST_REQUESTS && indexes.size() < 2; i++) {
			HttpResponse response = cluster.get(address, path);
			assertThat(response.status()).as(response::text).isEqualTo(200);
			indexes.add(response.worker());
		}
		assertThat(indexes).as(() -> address + path + "\n" + cluster.explain()).containsExactly(0, 1);
	}

	private static InetSocketAddress at(String address, int port) {
		try {
			return new InetSocketAddress(InetAddress.getByName(address), port);
		}
		catch (IOException ex) {
			throw new IllegalArgumentException(address, ex);
		}
	}

	private Path createKeyStore(Path jdk) throws IOException, InterruptedException {
		Path keyStore = this.directory.resolve("key-store.p12");
		Process keytool = new ProcessBuilder(jdk.resolve("bin").resolve("keytool").toString(), "-genkeypair", "-alias",
				"test", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "SAN=ip:127.0.0.1,dns:localhost",
				"-validity", "2", "-storetype", "PKCS12", "-keystore", keyStore.toString(), "-storepass", PASSWORD)
			.redirectErrorStream(true)
			.start();
		keytool.getOutputStream().close();
		String output = new String(keytool.getInputStream().readAllBytes());
		assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
		assertThat(keytool.exitValue()).as(output).isZero();
		return keyStore;
	}

	private static SSLContext trusting(Path keyStore) throws IOException, GeneralSecurityException {
		KeyStore certificates = KeyStore.getInstance(KeyStore.getDefaultType());
		certificates.load(null, null);
		certificates.setCertificateEntry("test",
				KeyStore.getInstance(keyStore.toFile(), PASSWORD.toCharArray()).getCertificate("test"));
		TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		factory.init(certificates);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, factory.getTrustManagers(), null);
		return context;
	}

}
