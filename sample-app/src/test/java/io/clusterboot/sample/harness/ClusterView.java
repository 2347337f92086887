package io.clusterboot.sample.harness;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What {@code GET /actuator/cluster} says.
 *
 * @param state the state of the cluster
 * @param generation the generation that is wanted
 * @param wanted how many workers are wanted
 * @param masterPid the process of the master
 * @param workers the holders of an index
 * @param spares those that wait, and those that leave
 * @param reload the reload that is under way, if one is
 * @param reloads those that are over
 * @param json everything it says
 */
public record ClusterView(String state, int generation, int wanted, long masterPid, List<WorkerView> workers,
		List<WorkerView> spares, @Nullable JsonNode reload, List<JsonNode> reloads, JsonNode json) {

	private static final JsonMapper MAPPER = new JsonMapper();

	/**
	 * Read an answer of the endpoint.
	 * @param text the JSON
	 * @return what it says
	 */
	public static ClusterView parse(String text) {
		JsonNode json = MAPPER.readTree(text);
		JsonNode reload = json.path("reload");
		return new ClusterView(json.path("state").asString("?"), json.path("generation").asInt(-1),
				json.path("wanted").asInt(-1), json.path("master").path("pid").asLong(-1), views(json.path("workers")),
				views(json.path("spares")), reload.isObject() ? reload : null,
				json.path("reloads").valueStream().toList(), json);
	}

	public long active() {
		return this.workers.stream().filter(WorkerView::isActive).count();
	}

	/**
	 * Whether all workers are there, serve and are of one generation.
	 * @param workers how many
	 * @param generation the generation
	 * @return true if there is no other holder of an index
	 */
	public boolean isActive(int workers, int generation) {
		return this.workers.size() == workers
				&& this.workers.stream().allMatch((worker) -> worker.isActive() && worker.generation() == generation);
	}

	/**
	 * The holders of an index and the others.
	 * @return all processes the master knows of
	 */
	public List<WorkerView> processes() {
		return Stream.concat(this.workers.stream(), this.spares.stream()).toList();
	}

	public Optional<WorkerView> worker(int index) {
		return this.workers.stream().filter((worker) -> worker.index() == index).findFirst();
	}

	@Override
	public String toString() {
		return this.json.toString();
	}

	private static List<WorkerView> views(JsonNode array) {
		return array.valueStream().map(WorkerView::of).toList();
	}

	/**
	 * A field as text, whatever type it has.
	 */
	static @Nullable String text(JsonNode json, String field) {
		JsonNode value = json.path(field);
		if (value.isMissingNode() || value.isNull()) {
			return null;
		}
		return value.isString() ? value.asString() : value.toString();
	}

}
