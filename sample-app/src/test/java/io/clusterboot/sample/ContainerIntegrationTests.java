package io.clusterboot.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.clusterboot.redis.RealRedis;
import io.clusterboot.sample.harness.ClusterProcess;
import io.clusterboot.sample.harness.Jdks;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what is in the containers without a container: the files of the image, the
 * variables and the Redis of {@code docker-compose.yml}.
 */
@Timeout(300)
class ContainerIntegrationTests {

	private static final Map<String, String> SETTINGS = Map.of("REDIS_PASSWORD", "s3cret", "GRAFANA_PASSWORD", "any",
			"APP_WORKERS", "2");

	private final ComposeFile compose = ComposeFile.read().with(SETTINGS);

	private final Dockerfile dockerfile = Dockerfile.read();

	@TempDir
	private Path directory;

	@ParameterizedTest
	@MethodSource("io.clusterboot.sample.harness.Jdks#named")
	void imageServesWithRedisIsReloadedAndStopsInTime(Path jdk) throws Exception {
		try (RealRedis redis = redis(); ClusterProcess cluster = cluster(jdk, redis)) {
			assertThat(isReady(cluster)).as("nobody listens yet").isFalse();
			cluster.awaitActive(2);
			assertThat(isReady(cluster)).as(cluster::explain).isTrue();
			assertThat(cluster.get("/actuator/health").text()).as(cluster::explain).contains("\"status\":\"UP\"");
			assertThat(clients(redis)).as("the shop's beside our own")
				.contains("cmd=client")
				.matches("(?s).+\\n.+\\n.*");
			SampleCluster.version("2").overwrite(cluster.jar());
			assertThat(Reload.hangUp(cluster).result()).as("a whole jar in the place of the thin one")
				.isEqualTo("SUCCEEDED");
			assertThat(cluster.get("/whoami").version()).isEqualTo("2");
			cluster.signal("TERM");
			assertThat(cluster.awaitExit(gracePeriod())).as(cluster::explain).isZero();
			cluster.assertNothingLeft();
		}
	}

	private Duration gracePeriod() {
		return DurationStyle.detectAndParse(this.compose.service("app").path("stop_grace_period").asString());
	}

	private RealRedis redis() throws IOException {
		Path data = Files.createDirectory(this.directory.resolve("data"));
		String configuration = this.compose.config("redis").replace("/data", data.toString());
		return RealRedis.configured(Files.writeString(this.directory.resolve("redis.conf"), configuration));
	}

	private ClusterProcess cluster(Path jdk, RealRedis redis) throws Exception {
		List<String> entrypoint = this.dockerfile.image().exec("ENTRYPOINT");
		ClusterProcess.Builder builder = ClusterProcess.in(this.directory)
			.jdk(jdk)
			.jvmOptions("-XX:TieredStopAtLevel=1")
			.jar(image().resolve(entrypoint.get(entrypoint.size() - 1)));
		this.compose.environment("app").forEach(builder::environment);
		return builder.environment("SPRING_DATA_REDIS_HOST", "127.0.0.1")
			.environment("SPRING_DATA_REDIS_PORT", String.valueOf(redis.port()))
			.start();
	}

	/**
	 * The working directory of the image, made as the Dockerfile makes it.
	 */
	private Path image() throws Exception {
		Path layers = Files.createDirectory(this.directory.resolve("layers"));
		Files.copy(SampleCluster.jar(), layers.resolve("app.jar"));
		run(layers, this.dockerfile.extraction());
		Path image = Files.createDirectory(this.directory.resolve("app"));
		for (Path layer : this.dockerfile.layers()) {
			FileSystemUtils.copyRecursively(layers.resolve(layer), image);
		}
		return image;
	}

	private void run(Path in, List<String> command) throws Exception {
		assertThat(command).as("how the layers are made").startsWith("java");
		List<String> started = Stream
			.concat(Stream.of(Jdks.home().resolve("bin/java").toString()), command.stream().skip(1))
			.toList();
		Process process = new ProcessBuilder(started).directory(in.toFile())
			.redirectErrorStream(true)
			.redirectOutput(this.directory.resolve("layers.log").toFile())
			.start();
		assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
		assertThat(process.exitValue()).as(ComposeFile.text(this.directory.resolve("layers.log"))).isZero();
	}

	private static boolean isReady(ClusterProcess cluster) throws Exception {
		ProcessBuilder builder = new ProcessBuilder(ComposeFile.ROOT.resolve("deploy/container/is-ready").toString());
		builder.environment().put("SERVER_PORT", String.valueOf(cluster.port()));
		Process process = builder.redirectErrorStream(true).start();
		assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
		return process.exitValue() == 0;
	}

	private String clients(RealRedis redis) throws Exception {
		ProcessBuilder builder = new ProcessBuilder("redis-cli", "-p", String.valueOf(redis.port()), "client", "list");
		builder.environment().putAll(this.compose.environment("redis"));
		Process process = builder.redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes());
		assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
		return output;
	}

}
