package io.clusterboot.sample.harness;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What {@code GET /actuator/cluster} says of a worker.
 *
 * @param index its index, or -1 where it has none
 * @param pid its process
 * @param generation its generation
 * @param state its state
 * @param startedAt when it was started
 * @param restarts how often its index was started again
 * @param lastExit how its predecessor ended, if it had one
 * @param json everything it says
 */
public record WorkerView(int index, long pid, int generation, String state, @Nullable String startedAt, int restarts,
		@Nullable String lastExit, JsonNode json) {

	static WorkerView of(JsonNode json) {
		return new WorkerView(json.path("index").asInt(-1), json.path("pid").asLong(-1),
				json.path("generation").asInt(-1), json.path("state").asString("?"),
				ClusterView.text(json, "startedAt"), json.path("restarts").asInt(0), ClusterView.text(json, "lastExit"),
				json);
	}

	public boolean isActive() {
		return "ACTIVE".equals(this.state);
	}

	/**
	 * Whether its process has not ended.
	 * @return true in every state but the last
	 */
	public boolean isAlive() {
		return !"EXITED".equals(this.state);
	}

	@Override
	public String toString() {
		return this.json.toString();
	}

}
