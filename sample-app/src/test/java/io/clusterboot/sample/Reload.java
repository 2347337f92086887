package io.clusterboot.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;

import io.clusterboot.sample.harness.ClusterProcess;
import io.clusterboot.sample.harness.HttpResponse;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What came of a reload.
 *
 * @param result the result
 * @param reason why it did not succeed
 * @param generation the generation that serves after it
 * @param attempted the generation that it was to bring
 * @param json everything that was said
 */
record Reload(String result, @Nullable String reason, int generation, int attempted, JsonNode json) {

	static final String PATH = "/actuator/cluster";

	static final String BODY = "{\"action\":\"reload\"}";

	private static final JsonMapper MAPPER = new JsonMapper();

	private static final Duration LONGEST = Duration.ofMinutes(5);

	/**
	 * Ask one worker for a reload, and wait for its answer.
	 */
	static Reload post(ClusterProcess cluster) {
		HttpResponse response = ask(cluster);
		if (response.status() != 200) {
			throw new AssertionError(
					"Status " + response.status() + " (expected: 200): " + response.text() + "\n" + cluster.explain());
		}
		return parse(response.text());
	}

	static HttpResponse ask(ClusterProcess cluster) {
		try {
			return cluster.postJson(PATH, BODY);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(cluster.explain(), ex);
		}
	}

	/**
	 * Send the signal for a reload, and wait until it is over.
	 */
	static Reload hangUp(ClusterProcess cluster) {
		int before = cluster.status().reloads().size();
		cluster.signal("HUP");
		return await(cluster, before + 1);
	}

	/**
	 * Wait until so many reloads are over.
	 */
	static Reload await(ClusterProcess cluster, int count) {
		List<JsonNode> reloads = cluster
			.awaitStatus(count + " reload(s) are over", LONGEST, (view) -> view.reloads().size() == count)
			.reloads();
		return of(reloads.get(count - 1));
	}

	static Reload parse(String text) {
		return of(MAPPER.readTree(text));
	}

	private static Reload of(JsonNode json) {
		return new Reload(json.path("result").asString("?"),
				json.path("reason").isNull() ? null : json.path("reason").asString("?"),
				json.path("generation").asInt(-1), json.path("attempted").asInt(-1), json);
	}

	@Override
	public String toString() {
		return this.json.toString();
	}

}
