package io.clusterboot.actuate;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.clusterboot.actuate.EndpointApplication.NoteEndpoint;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that each endpoint of Spring Boot answers for another worker as it does for its
 * own.
 */
class EveryEndpointTests {

	private static final String JSON = "application/vnd.spring-boot.actuator.v3+json";

	private static final String TEXT = "text/plain;charset=UTF-8";

	private static final String BINARY = "application/octet-stream";

	private static final String METRICS = "text/plain;version=0.0.4;charset=utf-8";

	private static final String OPEN_METRICS = "application/openmetrics-text;version=1.0.0;charset=utf-8";

	private static final String ANY = "*/*";

	@TempDir
	private static Path directory;

	private static final Map<Setting, JoinedWorkers> workers = new EnumMap<>(Setting.class);

	/**
	 * Where endpoints are, and who may use them.
	 */
	enum Setting {

		SHARED_PORT(EndpointApplication.class, "/app/actuator", "server.servlet.context-path=/app",
				"management.endpoint.note.cache.time-to-live=1h"),

		SHARED_PORT_SECURED(SecuredEndpointApplication.class, "/actuator"),

		OWN_PORT(EndpointApplication.class, "/actuator", "management.server.port=0",
				"server.servlet.context-path=/app"),

		OWN_PORT_SECURED(SecuredEndpointApplication.class, "/manage/ops", "management.server.port=0",
				"management.server.base-path=/manage", "management.endpoints.web.base-path=/ops");

		private final Class<?> application;

		private final String base;

		private final String[] properties;

		Setting(Class<?> application, String base, String... properties) {
			this.application = application;
			this.base = base;
			this.properties = properties;
		}

	}

	@BeforeAll
	static void start() throws IOException {
		Path log = Files.writeString(directory.resolve("app.log"), "a line of the log\n");
		Path sbom = Files.writeString(directory.resolve("bom.json"), "{\"bomFormat\":\"CycloneDX\"}");
		for (Setting setting : Setting.values()) {
			String[] properties = Stream.concat(Stream.of(setting.properties), Stream.of(
					"management.endpoints.web.exposure.include=*", "management.endpoints.access.default=unrestricted",
					"management.endpoint.heapdump.access=unrestricted",
					"management.endpoints.web.path-mapping.loggers=logging",
					"management.endpoint.logfile.external-file=" + log,
					"management.endpoint.sbom.application.location=file:" + sbom,
					"management.endpoint.health.show-details=always", "spring.cache.type=simple",
					"spring.cache.cache-names=products", "management.health.redis.enabled=false",
					"management.info.env.enabled=true", "info.app=shop",
					"spring.autoconfigure.exclude=" + String.join(",", List.of(
							"org.springframework.boot.session.data.redis.autoconfigure.SessionDataRedisAutoConfiguration",
							"org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration"))))
				.toArray(String[]::new);
			workers.put(setting, JoinedWorkers.start(2, Files.createDirectory(directory.resolve(setting.name())),
					setting.application, properties));
		}
	}

	@AfterAll
	static void stop() {
		workers.values().forEach(JoinedWorkers::close);
	}

	static Stream<Arguments> endpoints() {
		return Stream.of(Setting.values())
			.flatMap((setting) -> Stream.of(row("/health", ANY, 200, JSON), row("/health/ping", ANY, 200, JSON),
					row("/health", "application/json", 200, "application/json"), row("/health/absent", ANY, 404, ""),
					row("/info", ANY, 200, JSON), row("/metrics", ANY, 200, JSON),
					row("/metrics/jvm.memory.used?tag=area:heap", ANY, 200, JSON), row("/metrics/absent", ANY, 404, ""),
					row("/prometheus", ANY, 200, METRICS),
					row("/prometheus", "application/openmetrics-text;version=1.0.0", 200, OPEN_METRICS),
					row("/prometheus?includedNames=visits_total", ANY, 200, METRICS), row("/logging", ANY, 200, JSON),
					row("/logging/io.clusterboot", ANY, 200, JSON), row("/env", ANY, 200, JSON),
					row("/env/info.app", ANY, 200, JSON), row("/env/absent", ANY, 404, ""),
					row("/beans", ANY, 200, JSON), row("/conditions", ANY, 200, JSON),
					row("/configprops", ANY, 200, JSON), row("/configprops/management", ANY, 200, JSON),
					row("/mappings", ANY, 200, JSON), row("/threaddump", ANY, 200, JSON),
					row("/threaddump", "text/plain", 200, TEXT), row("/heapdump", ANY, 200, BINARY),
					row("/caches", ANY, 200, JSON), row("/caches/products", ANY, 200, JSON),
					row("/caches/absent", ANY, 404, ""), row("/scheduledtasks", ANY, 200, JSON),
					row("/startup", ANY, 200, JSON), row("/httpexchanges", ANY, 200, JSON),
					row("/sbom", ANY, 200, JSON), row("/sbom/application", ANY, 200, "application/vnd.cyclonedx+json"),
					row("/logfile", ANY, 200, TEXT), row("/auditevents", ANY, 200, JSON),
					row("/auditevents?after=never", ANY, 400, ""), row("/note/a", ANY, 200, JSON),
					row("/cluster", ANY, 200, JSON), row("/cluster/1", ANY, 200, JSON))
				.map((row) -> Arguments.of(setting, row)));
	}

	private static Row row(String path, String accept, int status, String contentType) {
		return new Row(path, accept, status, contentType);
	}

	@ParameterizedTest
	@MethodSource("endpoints")
	void endpointWhenAskedOfAnyWorkerAnswersAlike(Setting setting, Row row) {
		HttpResponse<String> local = get(setting, 0, row.path(), row.accept());
		row.assertAnswered(local, 0);
		for (int asked = 0; asked < 2; asked++) {
			for (int worker = 0; worker < 2; worker++) {
				HttpResponse<String> answer = get(setting, asked, row.to(worker), row.accept());
				row.assertAnswered(answer, row.isAnsweredByWhoeverIsAsked() ? asked : worker);
				assertThat(answer.headers().firstValue("content-type"))
					.isEqualTo(local.headers().firstValue("content-type"));
			}
		}
		assertThat(directory.resolve(setting.name()).resolve("dumps")).satisfiesAnyOf(
				(dumps) -> assertThat(dumps).doesNotExist(), (dumps) -> assertThat(dumps).isEmptyDirectory());
	}

	@ParameterizedTest
	@EnumSource
	void workerWhenThereIsNoneIsNotFound(Setting setting) {
		HttpResponse<String> answer = get(setting, 0, "/info?worker=2", ANY);
		assertThat(answer.statusCode()).isEqualTo(404);
		assertThat(answer.body())
			.isEqualTo("{\"error\":\"worker: 2 does not serve; the cluster endpoint lists those that do\"}");
		assertThat(get(setting, 0, "/prometheus?worker=2", ANY).statusCode()).isEqualTo(404);
		assertThat(get(setting, 0, "/heapdump?worker=2", ANY).statusCode()).isEqualTo(404);
	}

	@ParameterizedTest
	@EnumSource
	void workerWhenItIsNoNumberIsABadRequest(Setting setting) {
		for (String worker : List.of("x", "-1", "", "1&worker=0", "99999999999")) {
			HttpResponse<String> answer = get(setting, 0, "/threaddump?worker=" + worker, "text/plain");
			assertThat(answer.statusCode()).as(worker).isEqualTo(400);
			assertThat(answer.body()).startsWith("{\"error\":\"worker: ").contains("the cluster endpoint lists them");
		}
	}

	@Test
	void answerWhenItIsKeptIsNotThatOfAnotherWorker() {
		write(0, "first of 0");
		write(1, "first of 1");
		assertThat(note("?worker=1")).contains("first of 1");
		assertThat(note("")).contains("first of 0");
		write(0, "second of 0");
		write(1, "second of 1");
		assertThat(note("")).contains("first of 0");
		assertThat(note("?worker=0")).contains("first of 0");
		assertThat(note("?worker=1")).contains("first of 1");
	}

	private static void write(int worker, String note) {
		workers.get(Setting.SHARED_PORT).context(worker).getBean(NoteEndpoint.class).write(note);
	}

	private static String note(String query) {
		return get(Setting.SHARED_PORT, 0, "/note" + query, ANY).body();
	}

	private static HttpResponse<String> get(Setting setting, int asked, String path, String accept) {
		return workers.get(setting)
			.get(asked, setting.base + path, "Accept", accept, "Authorization", SecuredEndpointApplication.OPERATOR);
	}

	/**
	 * What is asked, and what the answer is like.
	 */
	record Row(String path, String accept, int status, String contentType) {

		String to(int worker) {
			return this.path + (this.path.contains("?") ? "&" : "?") + "worker=" + worker;
		}

		boolean isAnsweredByWhoeverIsAsked() {
			return this.path.startsWith("/prometheus") || this.path.startsWith("/cluster");
		}

		void assertAnswered(HttpResponse<String> answer, int worker) {
			assertThat(answer.statusCode()).as(answer::body).isEqualTo(this.status);
			assertThat(answer.headers().firstValue("cluster-worker")).contains(String.valueOf(worker));
			if (!this.contentType.isEmpty()) {
				assertThat(answer.headers().firstValue("content-type")).get()
					.asString()
					.isEqualToIgnoringCase(this.contentType);
			}
		}

	}

}
