package io.clusterboot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A {@code prometheus} of the machine, on a free port of the loopback interface, which
 * scrapes what its configuration says.
 */
public final class RealPrometheus extends RealServer {

	private static final JsonMapper MAPPER = new JsonMapper();

	private final int port = freePort();

	private final HttpClient client = HttpClient.newHttpClient();

	private RealPrometheus() {
		super("prometheus", Duration.ofSeconds(20));
	}

	/**
	 * Start a server with a copy of configuration files.
	 * @param configuration the directory of {@code prometheus.yml} and what it refers to
	 * @param changes what is replaced in {@code prometheus.yml}, and by what
	 * @return the server, which answers
	 */
	public static RealPrometheus start(Path configuration, Map<String, String> changes) {
		RealPrometheus prometheus = new RealPrometheus();
		prometheus.copy(configuration, changes);
		prometheus.startAgain();
		return prometheus;
	}

	private void copy(Path configuration, Map<String, String> changes) {
		try (Stream<Path> files = Files.list(configuration)) {
			for (Path file : files.toList()) {
				Files.copy(file, directory().resolve(file.getFileName()));
			}
			String text = Files.readString(configurationFile());
			for (Map.Entry<String, String> change : changes.entrySet()) {
				if (!text.contains(change.getKey())) {
					throw new IllegalArgumentException("'" + change.getKey() + "' is not in " + text);
				}
				text = text.replace(change.getKey(), change.getValue());
			}
			Files.writeString(configurationFile(), text);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Path configurationFile() {
		return directory().resolve("prometheus.yml");
	}

	@Override
	public void startAgain() {
		launch(List.of("prometheus", "--config.file=" + configurationFile(),
				"--storage.tsdb.path=" + directory().resolve("data"), "--web.listen-address=127.0.0.1:" + this.port));
		Awaitility.await().pollInterval(Duration.ofMillis(50)).atMost(patience()).until(this::isReady);
	}

	private boolean isReady() {
		try {
			return get("/-/ready").statusCode() == 200;
		}
		catch (UncheckedIOException ex) {
			return false;
		}
	}

	/**
	 * Evaluate an expression now.
	 * @param expression an expression of PromQL whose value is a vector
	 * @return the value of each series by its labels without the name
	 */
	public Map<Map<String, String>, Double> query(String expression) {
		return query("/api/v1/query?query=" + encoded(expression), expression);
	}

	/**
	 * Evaluate an expression as of a moment.
	 * @param expression an expression of PromQL whose value is a vector
	 * @param moment the moment
	 * @return the value of each series by its labels without the name
	 */
	public Map<Map<String, String>, Double> query(String expression, Instant moment) {
		return query("/api/v1/query?time=" + moment.toEpochMilli() / 1000.0 + "&query=" + encoded(expression),
				expression);
	}

	private Map<Map<String, String>, Double> query(String path, String expression) {
		JsonNode answer = MAPPER.readTree(get(path).body());
		if (!"success".equals(answer.path("status").asString(""))) {
			throw new IllegalArgumentException(expression + ": " + answer);
		}
		return answer.at("/data/result")
			.valueStream()
			.collect(Collectors.toMap((series) -> labels(series.path("metric")),
					(series) -> Double.valueOf(series.path("value").path(1).asString())));
	}

	private static Map<String, String> labels(JsonNode metric) {
		return metric.propertyStream()
			.filter((label) -> !label.getKey().equals("__name__"))
			.collect(Collectors.toMap(Map.Entry::getKey, (label) -> label.getValue().asString()));
	}

	private static String encoded(String text) {
		return URLEncoder.encode(text, StandardCharsets.UTF_8);
	}

	private HttpResponse<String> get(String path) {
		URI uri = URI.create("http://127.0.0.1:" + this.port + path);
		try {
			return this.client.send(HttpRequest.newBuilder(uri).timeout(patience()).build(),
					HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
