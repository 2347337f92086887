package io.clusterboot.actuate;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;

import io.clusterboot.ActionReport;
import io.clusterboot.Cluster;
import io.clusterboot.ClusterConflictException;
import io.clusterboot.ClusterStatus;
import io.clusterboot.ClusterUnavailableException;
import io.clusterboot.ReloadReport;
import io.clusterboot.worker.ClusterAutoConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterEndpoint} over HTTP.
 */
class ClusterEndpointTests {

	private static final Path SCHEMA = Path.of("..", "docs", "cluster-status.schema.json");

	private static final SwitchedCluster CLUSTER = new SwitchedCluster();

	private static ConfigurableApplicationContext context;

	private static ConfigurableApplicationContext unrestricted;

	private static int port;

	private static int unrestrictedPort;

	@BeforeAll
	static void start() {
		context = application();
		port = portOf(context);
		unrestricted = application("--management.endpoint.cluster.access=unrestricted");
		unrestrictedPort = portOf(unrestricted);
	}

	private static ConfigurableApplicationContext application(String... arguments) {
		return new SpringApplicationBuilder(TinyApplication.class)
			.properties("server.port=0", "server.address=127.0.0.1", "spring.main.banner-mode=off",
					"management.endpoints.web.exposure.include=health,info,cluster",
					"management.endpoint.health.show-details=always")
			.run(arguments);
	}

	private static int portOf(ConfigurableApplicationContext context) {
		return ((ServletWebServerApplicationContext) context).getWebServer().getPort();
	}

	@AfterAll
	static void stop() {
		context.close();
		unrestricted.close();
	}

	private final FakeCluster cluster = new FakeCluster();

	@BeforeEach
	void reset() {
		CLUSTER.delegate = this.cluster;
	}

	@Test
	void clusterIsAsTheSchemaSays() throws Exception {
		HttpResponse<String> response = get("/actuator/cluster");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(JsonSchema.violations(SCHEMA, "", json(response))).isEmpty();
	}

	@Test
	void clusterOfAPlainApplicationIsAsTheSchemaSaysToo() throws Exception {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ClusterAutoConfiguration.class))
			.run((plain) -> CLUSTER.delegate = plain.getBean(Cluster.class));
		assertThat(JsonSchema.violations(SCHEMA, "", json(get("/actuator/cluster")))).isEmpty();
		assertThat(json(get("/actuator/cluster/0")).get("pid").asLong()).isEqualTo(ProcessHandle.current().pid());
	}

	@Test
	void clusterHasTheFieldsOfTheContract() throws Exception {
		JsonNode cluster = json(get("/actuator/cluster"));
		assertThat(cluster.propertyNames()).containsExactlyInAnyOrder("state", "generation", "wanted", "master",
				"workers", "spares", "incidents", "reload", "reloads", "leader");
		assertThat(cluster.get("state").asString()).isEqualTo("DEGRADED");
		assertThat(cluster.get("generation").asInt()).isEqualTo(3);
		assertThat(cluster.get("wanted").asInt()).isEqualTo(2);
		assertThat(cluster.get("master")).hasToString("{\"pid\":100,\"startedAt\":\"2026-01-02T03:04:05Z\"}");
		assertThat(cluster.get("workers")).hasSize(2);
		assertThat(cluster.get("workers").get(0)).hasToString("{\"index\":0,\"pid\":101,\"generation\":3,"
				+ "\"state\":\"ACTIVE\",\"startedAt\":\"2026-01-02T03:04:05Z\",\"restarts\":0,\"lastExit\":null,\"requests\":12345,"
				+ "\"busyThreads\":7,\"rss\":200000000,\"heapUsed\":50000000,\"cpu\":1.25}");
		assertThat(cluster.get("workers").get(1).get("lastExit").asString()).isEqualTo("killed by SIGKILL");
		assertThat(cluster.get("spares").get(0).get("state").asString()).isEqualTo("DRAINING");
		assertThat(cluster.get("incidents").get(0)).hasToString("{\"time\":\"2026-01-02T04:04:05Z\",\"index\":1,"
				+ "\"pid\":102,\"cause\":\"killed by SIGKILL\",\"dump\":\"/run/dumps/1.txt\",\"load\":{"
				+ "\"requests\":12,\"busyThreads\":3,\"maxThreads\":200,\"rss\":4,\"heapUsed\":5,\"cpu\":0.5}}");
	}

	@Test
	void workerIsAsTheSchemaSays() throws Exception {
		for (int index : List.of(0, 1)) {
			HttpResponse<String> response = get("/actuator/cluster/" + index);
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(JsonSchema.violations(SCHEMA, "worker", json(response))).isEmpty();
			assertThat(json(response)).isEqualTo(json(get("/actuator/cluster")).get("workers").get(index));
		}
	}

	@ParameterizedTest
	@CsvSource({ "2,404", "-1,404", "999999,404", "x,400" })
	void workerWhenNobodyHoldsTheIndexIsNotFound(String index, int status) throws Exception {
		assertThat(get("/actuator/cluster/" + index).statusCode()).isEqualTo(status);
	}

	@ParameterizedTest
	@CsvSource({ "/actuator/cluster", "/actuator/cluster/0", "/actuator/cluster/7" })
	void answerWhenTheMasterIsSilentIsUnavailable(String path) throws Exception {
		this.cluster.becomeUnavailable();
		HttpResponse<String> response = get(path);
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(json(response)).hasToString("{\"error\":\"The master (pid 100) did not answer within 1000ms\"}");
	}

	@Test
	void clusterIsReadOnly() throws Exception {
		assertThat(post(port, "{\"action\":\"reload\"}").statusCode()).isEqualTo(405);
	}

	@Test
	void reloadWhenAccessIsUnrestrictedAnswersWhatCameOfIt() throws Exception {
		HttpResponse<String> response = post(unrestrictedPort, "{\"action\":\"reload\"}");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(JsonSchema.violations(SCHEMA, "reload", json(response))).isEmpty();
		assertThat(json(response)).hasToString("{\"result\":\"SUCCEEDED\",\"reason\":null,\"generation\":4,"
				+ "\"attempted\":4,\"startedAt\":\"2026-01-02T03:04:05Z\",\"duration\":\"PT4.711S\"}");
	}

	@Test
	void reloadWhenThisIsNotTheTimeIsAConflict() throws Exception {
		this.cluster.reloadFails(new ClusterConflictException("a reload is under way"));
		HttpResponse<String> response = post(unrestrictedPort, "{\"action\":\"reload\"}");
		assertThat(response.statusCode()).isEqualTo(409);
		assertThat(json(response).get("result").asString()).isEqualTo("REFUSED");
		assertThat(json(response).get("reason").asString()).isEqualTo("a reload is under way");
		assertThat(json(response).get("generation").asInt()).isEqualTo(3);
	}

	@Test
	void reloadWhenTheMasterGoesIsUnavailable() throws Exception {
		this.cluster.reloadFails(new ClusterUnavailableException("The master is gone", null));
		assertThat(post(unrestrictedPort, "{\"action\":\"reload\"}").statusCode()).isEqualTo(503);
	}

	@Test
	void reloadOfAPlainApplicationIsAConflict() throws Exception {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ClusterAutoConfiguration.class))
			.run((plain) -> CLUSTER.delegate = plain.getBean(Cluster.class));
		assertThat(post(unrestrictedPort, "{\"action\":\"reload\"}").statusCode()).isEqualTo(409);
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '`', delimiter = '|', value = { "{\"action\":\"scale\",\"workers\":3}|scale 3|3",
			"{\"action\":\"restart\",\"index\":0}|restart 0|2", "{\"action\":\"stop\"}|stop|2" })
	void actDoesWhatIsAsked(String body, String done, int wanted) throws Exception {
		HttpResponse<String> response = post(unrestrictedPort, body);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(JsonSchema.violations(SCHEMA, "action", json(response))).isEmpty();
		assertThat(json(response)).hasToString(
				"{\"result\":\"SUCCEEDED\",\"reason\":null,\"wanted\":" + wanted + ",\"duration\":\"PT4.711S\"}");
		assertThat(this.cluster.done()).isEqualTo(done);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{\"action\":\"explode\"}", "{\"action\":\"scale\"}",
			"{\"action\":\"scale\",\"workers\":0}", "{\"action\":\"scale\",\"workers\":100000}",
			"{\"action\":\"scale\",\"workers\":\"many\"}", "{\"action\":\"restart\"}",
			"{\"action\":\"restart\",\"index\":-1}", "{\"action\":\"\"}", "{\"action\":null}",
			"{\"action\":\"RELOAD\"}" })
	void actWhenThereIsNoSuchActionIsABadRequest(String body) throws Exception {
		this.cluster.reloadFails(new IllegalStateException("nobody asked for a reload"));
		assertThat(post(unrestrictedPort, body).statusCode()).isEqualTo(400);
	}

	@Test
	void healthAndInfoHaveACluster() throws Exception {
		assertThat(json(get("/actuator/health")).at("/components/cluster"))
			.hasToString("{\"details\":{\"state\":\"DEGRADED\",\"wanted\":2,\"active\":1,\"workers\":["
					+ "{\"index\":0,\"state\":\"ACTIVE\"},"
					+ "{\"index\":1,\"state\":\"STARTING\",\"reason\":\"killed by SIGKILL\","
					+ "\"since\":\"2026-01-02T04:04:05Z\"}]},\"status\":\"OUT_OF_SERVICE\"}");
		assertThat(json(get("/actuator/info")).get("cluster"))
			.hasToString("{\"clustered\":true,\"index\":1,\"count\":2,\"generation\":3}");
	}

	private static HttpResponse<String> post(int port, String body) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/cluster"))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build();
		return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
	}

	private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
		return HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
	}

	private static URI uri(String path) {
		return URI.create("http://127.0.0.1:" + port + path);
	}

	private static JsonNode json(HttpResponse<String> response) {
		return JsonMapper.shared().readTree(response.body());
	}

	/**
	 * The smallest application with an actuator.
	 */
	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class TinyApplication {

		@Bean
		Cluster cluster() {
			return CLUSTER;
		}

	}

	/**
	 * A cluster that is another one in each test.
	 */
	private static final class SwitchedCluster implements Cluster {

		private volatile Cluster delegate = new FakeCluster();

		@Override
		public boolean isClustered() {
			return this.delegate.isClustered();
		}

		@Override
		public int index() {
			return this.delegate.index();
		}

		@Override
		public int count() {
			return this.delegate.count();
		}

		@Override
		public int generation() {
			return this.delegate.generation();
		}

		@Override
		public ClusterStatus status() {
			return this.delegate.status();
		}

		@Override
		public ReloadReport reload() {
			return this.delegate.reload();
		}

		@Override
		public ActionReport scale(int workers) {
			return this.delegate.scale(workers);
		}

		@Override
		public ActionReport restart(int index) {
			return this.delegate.restart(index);
		}

		@Override
		public ActionReport stop() {
			return this.delegate.stop();
		}

	}

}
