package io.clusterboot.sample;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.convert.DurationStyle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@code docker-compose.yml} and the {@code Dockerfile} of the sample.
 */
class ComposeFileTests {

	private static final Map<String, String> PASSWORDS = Map.of("REDIS_PASSWORD", "hush", "GRAFANA_PASSWORD", "psst");

	private static final Pattern SETTING = Pattern.compile("(?m)^([A-Z_]+)=(.*)$");

	private final ComposeFile written = ComposeFile.read();

	private final ComposeFile file = this.written.with(PASSWORDS);

	private final Dockerfile dockerfile = Dockerfile.read();

	@Test
	void isWhatTheComposeSpecificationAllows() {
		assertThat(violations(this.written)).isEmpty();
		assertThat(violations(this.file)).isEmpty();
	}

	@Test
	void schemaFindsWhatTheComposeSpecificationDoesNotAllow() {
		assertThat(violations(ComposeFile.of("services:\n  app:\n    imagee: shop\n"))).isNotEmpty();
	}

	private static List<Error> violations(ComposeFile file) {
		Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
			.getSchema(SchemaLocation.of("https://compose.test/"),
					ComposeFile.text(Path.of("src/test/resources/schema/compose-spec.json")), InputFormat.JSON);
		return schema.validate(file.json().toString(), InputFormat.JSON);
	}

	@Test
	void everyVariableIsExplained() {
		String example = ComposeFile.text(ComposeFile.ROOT.resolve(".env.example"));
		Map<String, String> settings = SETTING.matcher(example)
			.results()
			.collect(Collectors.toMap((setting) -> setting.group(1), (setting) -> setting.group(2)));
		assertThat(settings.keySet()).isEqualTo(this.written.variables());
		assertThat(this.written.neededVariables()).containsExactlyInAnyOrderElementsOf(PASSWORDS.keySet())
			.allSatisfy((password) -> assertThat(settings).containsEntry(password, ""));
		settings.keySet().removeAll(PASSWORDS.keySet());
		assertThat(this.written.with(PASSWORDS).json()).as("the examples are the defaults")
			.isEqualTo(this.written.with(merged(settings)).json());
	}

	private static Map<String, String> merged(Map<String, String> settings) {
		return Stream.concat(settings.entrySet().stream(), PASSWORDS.entrySet().stream())
			.collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
	}

	@ParameterizedTest
	@ValueSource(strings = { "REDIS_PASSWORD", "GRAFANA_PASSWORD" })
	void withoutAPasswordNothingStarts(String password) {
		Map<String, String> others = PASSWORDS.entrySet()
			.stream()
			.filter((entry) -> !entry.getKey().equals(password))
			.collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
		assertThatIllegalArgumentException().isThrownBy(() -> this.written.with(others))
			.withMessageContaining(password)
			.withMessageContaining(".env.example");
	}

	@Test
	void containerIsGivenMoreTimeThanTheClusterTakesToStop() {
		Map<String, String> environment = this.file.environment("app");
		Duration grace = duration(this.file.service("app").path("stop_grace_period").asString());
		Duration cluster = duration(environment.get("CLUSTER_DRAIN_TIMEOUT"))
			.plus(duration(environment.get("CLUSTER_PRE_STOP_DELAY")));
		assertThat(grace).isGreaterThanOrEqualTo(cluster.plusSeconds(10));
		assertThat(this.file.service("app").path("init").asBoolean()).isTrue();
	}

	private static Duration duration(String text) {
		return DurationStyle.detectAndParse(text);
	}

	@Test
	void workersFindRedisWithItsPassword() {
		Map<String, String> environment = this.file.environment("app");
		assertThat(this.file.services()).contains(environment.get("SPRING_DATA_REDIS_HOST"));
		assertThat(environment).containsEntry("SPRING_DATA_REDIS_PASSWORD", "hush");
		assertThat(this.file.config("redis")).contains("requirepass hush\n", "appendonly yes\n", "dir /data\n",
				"maxmemory-policy noeviction\n");
		assertThat(this.file.texts("redis", "command")).containsExactly("redis-server", "/etc/redis.conf");
		assertThat(this.file.service("redis").path("configs").path(0).path("target").asString())
			.isEqualTo("/etc/redis.conf");
	}

	@Test
	void passwordIsInNoCommandLine() {
		for (String service : this.file.services()) {
			assertThat(this.file.texts(service, "command")).noneMatch((word) -> word.contains("hush"));
			assertThat(this.file.service(service).path("healthcheck").toString()).doesNotContain("hush");
		}
	}

	static Stream<String> services() {
		return ComposeFile.read().services().stream();
	}

	@ParameterizedTest
	@MethodSource("services")
	void everyServiceIsConfined(String service) {
		assertThat(this.file.service(service).path("mem_limit").asString("")).isNotEmpty();
		assertThat(this.file.texts(service, "cap_drop")).containsExactly("ALL");
		assertThat(this.file.texts(service, "security_opt")).containsExactly("no-new-privileges:true");
		assertThat(this.file.service(service).path("privileged").isMissingNode()).isTrue();
		assertThat(this.file.texts(service, "ports")).allMatch((port) -> port.startsWith("127.0.0.1:"));
		assertThat(this.file.texts(service, "networks")).isNotEmpty();
	}

	@Test
	void onlyWorkersReachRedis() {
		assertThat(this.file.texts("redis", "ports")).isEmpty();
		assertThat(this.file.json().at("/networks/data/internal").asBoolean()).isTrue();
		assertThat(this.file.services()).filteredOn((service) -> this.file.texts(service, "networks").contains("data"))
			.containsExactlyInAnyOrder("app", "redis");
	}

	@Test
	void everybodyHasToLogInToGrafana() {
		assertThat(this.file.environment("grafana")).containsEntry("GF_AUTH_ANONYMOUS_ENABLED", "false")
			.containsEntry("GF_USERS_ALLOW_SIGN_UP", "false")
			.containsEntry("GF_SECURITY_ADMIN_PASSWORD", "psst");
	}

	@ParameterizedTest
	@MethodSource("services")
	void everyVolumeIsThere(String service) {
		for (String volume : this.file.texts(service, "volumes")) {
			String source = volume.split(":")[0];
			if (source.startsWith("./")) {
				assertThat(ComposeFile.ROOT.resolve(source)).isDirectory();
				assertThat(volume).endsWith(":ro");
			}
			else {
				assertThat(this.file.json().path("volumes").has(source)).as(volume).isTrue();
			}
		}
	}

	@Test
	void imageIsRunByNobodyInParticularAndHearsSignals() {
		Dockerfile image = this.dockerfile.image();
		assertThat(image.only("USER")).matches("[1-9]\\d*:[1-9]\\d*");
		assertThat(image.exec("ENTRYPOINT")).containsExactly("java", "-jar", "app.jar");
		assertThat(image.only("STOPSIGNAL")).isEqualTo("SIGTERM");
		assertThat(image.only("HEALTHCHECK")).endsWith("CMD [\"is-ready\"]");
		assertThat(this.file.service("app").at("/build/dockerfile").asString()).isEqualTo("sample-app/Dockerfile");
	}

	@Test
	void imageIsCopiedFromWhatIsThere() {
		List<String> sources = this.dockerfile.image()
			.all("COPY")
			.stream()
			.filter((copy) -> !copy.startsWith("--from="))
			.map((copy) -> copy.split(" ")[1])
			.toList();
		assertThat(sources).containsExactly("deploy/container/is-ready")
			.allSatisfy((source) -> assertThat(Files.isExecutable(ComposeFile.ROOT.resolve(source))).isTrue());
		String ignored = ComposeFile.text(ComposeFile.ROOT.resolve(".dockerignore"));
		assertThat(ignored.lines()).contains(".env", ".git")
			.noneMatch((line) -> sources.stream().anyMatch((source) -> source.startsWith(line)));
	}

}
