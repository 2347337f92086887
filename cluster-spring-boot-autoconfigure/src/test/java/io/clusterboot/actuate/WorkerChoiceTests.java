package io.clusterboot.actuate;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

import io.clusterboot.actuate.EndpointApplication.NoteEndpoint;
import io.clusterboot.actuate.EndpointApplication.Visits;
import io.clusterboot.ipc.Speaker.Kind;
import io.clusterboot.relay.Gauging;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.actuate.endpoint.InvocationContext;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.web.WebEndpointsSupplier;
import org.springframework.boot.actuate.endpoint.web.WebOperation;

import static io.clusterboot.actuate.SecuredEndpointApplication.OPERATOR;
import static io.clusterboot.actuate.SecuredEndpointApplication.STRANGER;
import static io.clusterboot.actuate.SecuredEndpointApplication.VISITOR;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for endpoints of several workers: who answers what, and to whom.
 */
class WorkerChoiceTests {

	@TempDir
	private static Path directory;

	private static JoinedWorkers workers;

	@BeforeAll
	static void start() {
		workers = JoinedWorkers.start(3, directory, SecuredEndpointApplication.class,
				"management.endpoints.web.exposure.include=*", "management.endpoint.shutdown.access=unrestricted",
				"management.endpoint.heapdump.access=unrestricted",
				"management.endpoint.env.show-values=when-authorized", "management.endpoint.env.roles=OPERATOR",
				"management.endpoint.configprops.show-values=always", "management.health.redis.enabled=false",
				"management.endpoint.health.show-details=when-authorized", "management.endpoint.health.roles=OPERATOR",
				"spring.cache.type=simple", "spring.cache.cache-names=products", "info.app=shop",
				"info.secret=before ${CLUSTER_TOKEN} after");
	}

	@AfterAll
	static void stop() {
		workers.close();
	}

	@BeforeEach
	void reset() {
		workers.reset();
		for (int index = 0; index < 3; index++) {
			note(index).write("note of " + index);
		}
	}

	@Test
	void readAnswersHere() {
		assertThat(get(1, "/note/a").body()).isEqualTo("a:note of 1");
	}

	@Test
	void readWhenAskedOfAnotherWorkerIsItsAnswer() {
		HttpResponse<String> answer = get(0, "/note/a?worker=2");
		assertThat(answer.body()).isEqualTo("a:note of 2");
		assertThat(answer.headers().firstValue("cluster-worker")).contains("2");
	}

	@Test
	void readWhenTheOperationFailsTellsSoAndNotWhy() {
		HttpResponse<String> answer = get(0, "/note/broken?worker=2");
		assertThat(answer.statusCode()).isEqualTo(500);
		assertThat(answer.body()).isEqualTo("{\"error\":\"The operation failed: see the log of the worker\"}");
	}

	@Test
	void readWhenTheWorkerIsSilentIsATimeout() {
		workers.silence(1);
		HttpResponse<String> answer = get(0, "/note?worker=1");
		assertThat(answer.statusCode()).isEqualTo(504);
		assertThat(answer.body()).contains("worker: 1 did not answer within 10s");
	}

	@Test
	void requestWhenTheMasterIsSilentIsUnavailable() {
		workers.loseMaster();
		assertThat(get(0, "/note?worker=1").statusCode()).isEqualTo(503);
		assertThat(get(0, "/prometheus").statusCode()).isEqualTo(503);
		assertThat(get(0, "/prometheus").body()).contains("The master (pid 1) did not answer");
		assertThat(post(0, "/note", "{\"note\":\"x\"}").statusCode()).isEqualTo(503);
		assertThat(post(0, "/shutdown", "").statusCode()).isEqualTo(503);
		assertThat(get(0, "/note").statusCode()).isEqualTo(200);
		assertThat(get(0, "/note?worker=0").statusCode()).isEqualTo(200);
	}

	@Test
	void writeReachesEachWorker() {
		HttpResponse<String> answer = post(1, "/note", "{\"note\":\"new\"}");
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.headers().firstValue("content-type")).contains("application/json");
		assertThat(answer.body()).isEqualTo("{\"workers\":[{\"worker\":0,\"pid\":1000,\"status\":204},"
				+ "{\"worker\":1,\"pid\":1001,\"status\":204},{\"worker\":2,\"pid\":1002,\"status\":204}]}");
		assertThat(List.of(0, 1, 2)).allSatisfy((index) -> assertThat(note(index).line("n")).isEqualTo("n:new"));
		assertThat(workers.subjects()).isEmpty();
	}

	@Test
	void writeWhenThereAreAnswersHasThemAll() {
		assertThat(post(0, "/note", "{\"note\":\"echo\"}").body())
			.startsWith("{\"workers\":[{\"worker\":0,\"pid\":1000,\"status\":200,\"body\":\"echo\"},");
	}

	@Test
	void writeWhenItIsRefusedIsABadRequest() {
		HttpResponse<String> answer = post(0, "/note", "{\"note\":\"refused\"}");
		assertThat(answer.statusCode()).isEqualTo(400);
		assertThat(answer.body()).contains("\"body\":{\"error\":\"the note is refused\"}");
		assertThat(post(0, "/note?worker=1", "{\"note\":\"refused\"}").statusCode()).isEqualTo(400);
		assertThat(post(0, "/note", "{}").statusCode()).isEqualTo(400);
	}

	@Test
	void writeWhenAWorkerIsSilentSaysWhich() {
		workers.silence(2);
		HttpResponse<String> answer = post(0, "/note", "{\"note\":\"new\"}");
		assertThat(answer.statusCode()).isEqualTo(207);
		assertThat(answer.body())
			.contains("{\"worker\":2,\"pid\":1002,\"status\":504,\"body\":{\"error\":\"did not answer in time\"}}");
		assertThat(note(1).line("n")).isEqualTo("n:new");
		assertThat(note(2).line("n")).isEqualTo("n:note of 2");
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "2" })
	void writeWhenAskedOfOneWorkerReachesOnlyThat(String worker) {
		HttpResponse<String> answer = post(0, "/note?worker=" + worker, "{\"note\":\"new\"}");
		assertThat(answer.statusCode()).isEqualTo(204);
		assertThat(answer.headers().firstValue("cluster-worker")).contains(worker);
		assertThat(note(Integer.parseInt(worker)).line("n")).isEqualTo("n:new");
		assertThat(note(1).line("n")).isEqualTo("n:note of 1");
	}

	@Test
	void deleteReachesEachWorker() {
		HttpResponse<String> answer = workers.delete(0, "/actuator/note", "Authorization", OPERATOR);
		assertThat(answer.statusCode()).isEqualTo(429);
		assertThat(List.of(0, 1, 2)).allSatisfy((index) -> assertThat(note(index).line("n")).isEqualTo("n:"));
		assertThat(workers.delete(0, "/actuator/caches", "Authorization", OPERATOR).statusCode()).isEqualTo(200);
	}

	@Test
	void loggerIsForSuccessorsToo() {
		String logger = "/loggers/io.clusterboot.actuate.choice";
		assertThat(post(0, logger, "{\"configuredLevel\":\"debug\"}").statusCode()).isEqualTo(200);
		assertThat(workers.subjects()).containsExactly("loggers/io.clusterboot.actuate.choice");
		assertThat(get(1, logger).body()).contains("\"configuredLevel\":\"DEBUG\"");
		assertThat(post(0, logger + "?worker=1", "{}").statusCode()).isEqualTo(204);
		assertThat(workers.subjects()).hasSize(1);
		assertThat(get(1, logger).body()).doesNotContain("configuredLevel");
	}

	@Test
	void shutdownStopsTheCluster() {
		HttpResponse<String> answer = post(1, "/shutdown", "");
		assertThat(answer.body()).isEqualTo("{\"message\":\"Shutting down, bye...\"}");
		assertThat(workers.done()).containsExactly("stop");
	}

	@Test
	void shutdownOfOneWorkerLetsAnotherTakeItsPlace() {
		assertThat(post(1, "/shutdown?worker=1", "").statusCode()).isEqualTo(200);
		assertThat(post(1, "/shutdown?worker=2", "").statusCode()).isEqualTo(200);
		assertThat(post(1, "/shutdown?worker=3", "").statusCode()).isEqualTo(404);
		assertThat(workers.done()).containsExactly("restart 1", "restart 2");
	}

	@Test
	void heapOfAnotherWorkerIsReadAndDeleted() throws Exception {
		assertThat(get(0, "/heapdump?worker=1").body()).isEqualTo("all objects");
		Path dumps = directory.resolve("dumps");
		assertThat(dumps).isEmptyDirectory();
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dumps))).isEqualTo("rwx------");
	}

	@Test
	void heapOfAnotherWorkerWhenAPartIsWantedIsThatPart() {
		HttpResponse<String> answer = workers.get(0, "/actuator/heapdump?worker=1", "Range", "bytes=4-6",
				"Authorization", OPERATOR);
		assertThat(answer.statusCode()).isEqualTo(206);
		assertThat(answer.body()).isEqualTo("obj");
	}

	@Test
	void callThatIsNoWebRequestStaysHere() {
		WebOperation write = workers.context(0)
			.getBean(WebEndpointsSupplier.class)
			.getEndpoints()
			.stream()
			.filter((endpoint) -> endpoint.getEndpointId().toString().equals("note"))
			.flatMap((endpoint) -> endpoint.getOperations().stream())
			.filter((operation) -> operation.getRequestPredicate().getHttpMethod().name().equals("POST"))
			.findFirst()
			.orElseThrow();
		write.invoke(new InvocationContext(SecurityContext.NONE, Map.of("note", "new")));
		assertThat(note(0).line("n")).isEqualTo("n:new");
		assertThat(note(1).line("n")).isEqualTo("n:note of 1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/note", "/note?worker=0", "/note?worker=1", "/prometheus", "/prometheus?worker=1",
			"/heapdump?worker=1", "/env?worker=1" })
	void readWhenNotLoggedInIsRefused(String path) {
		assertThat(workers.get(0, "/actuator" + path).statusCode()).isEqualTo(401);
		assertThat(workers.get(0, "/actuator" + path, "Authorization", STRANGER).statusCode()).isEqualTo(403);
		assertThat(workers.get(0, "/actuator" + path, "Authorization", VISITOR).statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/note", "/note?worker=0", "/note?worker=1", "/shutdown", "/shutdown?worker=1" })
	void writeWhenItIsNotAllowedIsRefused(String path) {
		String body = "{\"note\":\"new\"}";
		assertThat(workers.post(0, "/actuator" + path, body).statusCode()).isEqualTo(401);
		assertThat(workers.post(0, "/actuator" + path, body, "Authorization", VISITOR).statusCode()).isEqualTo(403);
		assertThat(note(1).line("n")).isEqualTo("n:note of 1");
		assertThat(workers.done()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "https://console.example.com, GET, 200", "https://console.example.com, POST, 403",
			"https://elsewhere.example.com, GET, 403" })
	void preflightIsAnsweredAsEver(String origin, String method, int status) {
		for (String path : List.of("/actuator/note", "/actuator/note?worker=1")) {
			HttpRequest.Builder request = HttpRequest.newBuilder()
				.method("OPTIONS", HttpRequest.BodyPublishers.noBody());
			assertThat(workers.send(0, request, path, "Origin", origin, "Access-Control-Request-Method", method)
				.statusCode()).isEqualTo(status);
		}
	}

	@Test
	void readerIsTheSameOnTheOtherWorker() {
		for (String reader : List.of(OPERATOR, VISITOR)) {
			String here = workers.get(1, "/actuator/note?worker=1", "Authorization", reader).body();
			assertThat(workers.get(0, "/actuator/note?worker=1", "Authorization", reader).body()).isEqualTo(here);
		}
		assertThat(workers.get(0, "/actuator/note?worker=1", "Authorization", VISITOR).body())
			.contains("\"reader\":\"vera\"", "\"operator\":false", "\"visitor\":true");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "?worker=0", "?worker=1" })
	void valuesAreForThoseWhoMaySeeThem(String worker) {
		assertThat(get(0, "/env/info.app" + worker).body()).contains("shop");
		assertThat(workers.get(0, "/actuator/env/info.app" + worker, "Authorization", VISITOR).body())
			.contains("******")
			.doesNotContain("shop");
		assertThat(get(0, "/health" + worker).body()).contains("diskSpace");
		assertThat(workers.get(0, "/actuator/health" + worker, "Authorization", VISITOR).body())
			.doesNotContain("diskSpace");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/env", "/env?worker=1", "/env/CLUSTER_TOKEN", "/env/info.secret?worker=1", "/configprops",
			"/configprops?worker=1" })
	void tokenIsNeverShown(String path) {
		HttpResponse<String> answer = get(0, path);
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.body()).doesNotContain(JoinedWorkers.TOKEN);
	}

	@Test
	void metricsAreThoseOfAllWorkers() {
		visits(0, 3);
		visits(1, 4);
		workers.besides(Kind.RETIRED, 1, "# TYPE visits counter\nvisits_total 10.0\n# EOF\n");
		workers.besides(Kind.RETIRED, 7, "# TYPE visits counter\nvisits_total 5.0\n# EOF\n");
		workers.besides(Kind.MASTER, -1, "# TYPE cluster_worker_up gauge\ncluster_worker_up{worker=\"0\"} 1\n# EOF\n");
		double first = value(get(2, "/prometheus").body(), "visits_total{worker=\"0\"}");
		double second = value(get(2, "/prometheus").body(), "visits_total{worker=\"1\"}");
		visits(0, 1);
		visits(1, 1);
		String all = get(2, "/prometheus").body();
		assertThat(value(all, "visits_total{worker=\"0\"}")).isEqualTo(first + 1);
		assertThat(value(all, "visits_total{worker=\"1\"}")).isEqualTo(second + 1).isGreaterThanOrEqualTo(15);
		assertThat(value(all, "visits_total{worker=\"7\"}")).isEqualTo(5);
		assertThat(value(all, "visitors{worker=\"2\"}")).isEqualTo(2);
		assertThat(value(all, "cluster_worker_up{worker=\"0\"}")).isOne();
	}

	@Test
	void metricsOfOneWorkerAreOnlyThose() {
		workers.besides(Kind.RETIRED, 7, "# TYPE visits counter\nvisits_total 5.0\n# EOF\n");
		assertThat(get(0, "/prometheus?worker=1").body()).contains("visitors{worker=\"1\"}")
			.doesNotContain("worker=\"0\"", "worker=\"2\"");
		assertThat(get(0, "/prometheus?worker=7").statusCode()).isEqualTo(404);
		assertThat(get(0, "/prometheus?worker=x").statusCode()).isEqualTo(400);
	}

	@Test
	void metricsWhenSomeCannotBeReadAreUnavailable() {
		workers.besides(Kind.RETIRED, 1, "no metrics\n");
		assertThat(get(0, "/prometheus").statusCode()).isEqualTo(503);
		assertThat(get(0, "/prometheus").body()).contains("no metrics");
	}

	@Test
	void metricsWhenNamesAreWantedAreOnlyThose() {
		workers.besides(Kind.MASTER, -1, "# TYPE cluster_worker_up gauge\ncluster_worker_up{worker=\"0\"} 1\n# EOF\n");
		String body = get(0, "/prometheus?includedNames=visitors,cluster_worker_up").body();
		assertThat(body.lines().filter((line) -> !line.startsWith("#"))).hasSize(4)
			.allMatch((line) -> line.startsWith("visitors{") || line.startsWith("cluster_worker_up{"));
	}

	@Test
	void metricsWhenTheBinaryFormatIsWantedAreOpenMetrics() {
		HttpResponse<String> answer = workers.get(0, "/actuator/prometheus", "Authorization", OPERATOR, "Accept",
				"application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited");
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.headers().firstValue("content-type")).get()
			.asString()
			.startsWith("application/openmetrics-text");
		assertThat(answer.body()).endsWith("# EOF\n");
	}

	@Test
	void growthIsWhatHasGrownAndCallsNoGauge() {
		Gauging gauging = workers.context(2).getBean(Gauging.class);
		gauging.growth();
		int before = workers.context(2).getBean(Visits.class).measured();
		visits(2, 3);
		assertThat(gauging.growth()).contains("visits_total").doesNotContain("visitors");
		assertThat(gauging.growth()).doesNotContain("visits_total");
		assertThat(workers.context(2).getBean(Visits.class).measured()).isEqualTo(before);
		visits(2, 1);
		Gauging.Reading reading = gauging.read();
		assertThat(reading.all()).contains("visits_total", "visitors 2.0");
		assertThat(reading.growth()).contains("visits_total").doesNotContain("visitors");
		assertThat(gauging.growth()).doesNotContain("visits_total");
	}

	private static double value(String text, String series) {
		return text.lines()
			.filter((line) -> line.startsWith(series + " "))
			.mapToDouble((line) -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
			.findFirst()
			.orElseThrow(() -> new AssertionError("no " + series + " in " + text));
	}

	private static void visits(int index, int times) {
		workers.context(index).getBean(Visits.class).happen(times);
	}

	private static NoteEndpoint note(int index) {
		return workers.context(index).getBean(NoteEndpoint.class);
	}

	private static HttpResponse<String> get(int index, String path) {
		return workers.get(index, "/actuator" + path, "Authorization", OPERATOR);
	}

	private static HttpResponse<String> post(int index, String path, String body) {
		return workers.post(index, "/actuator" + path, body, "Authorization", OPERATOR);
	}

}
