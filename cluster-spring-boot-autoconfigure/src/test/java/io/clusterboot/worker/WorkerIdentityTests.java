package io.clusterboot.worker;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import io.clusterboot.listen.ListenMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link WorkerIdentity}.
 */
class WorkerIdentityTests {

	private final Map<String, String> variables = new HashMap<>(
			Map.of("CLUSTER_MASTER_PID", "4711", "CLUSTER_WORKER_INDEX", "2", "CLUSTER_WORKER_GENERATION", "3",
					"CLUSTER_WORKER_COUNT", "4", "CLUSTER_SOCKET", "/run/control", "CLUSTER_TOKEN", "letmein",
					"CLUSTER_WORKER_LISTEN", "REUSE_PORT", "CLUSTER_WORKER_PORT", "8080"));

	@Test
	void ofWhenAllIsThereReadsIt() {
		assertThat(WorkerIdentity.of(this.variables)).contains(new WorkerIdentity(2, 3, 4, 4711,
				Path.of("/run/control"), "letmein", ListenMode.REUSE_PORT, 8080, null));
	}

	@Test
	void ofWhenThereIsAManagementPortReadsIt() {
		this.variables.put("CLUSTER_WORKER_MANAGEMENT_PORT", "8081");
		assertThat(WorkerIdentity.of(this.variables))
			.hasValueSatisfying((identity) -> assertThat(identity.managementPort()).isEqualTo(8081));
	}

	@Test
	void ofWhenThereIsNoMasterIsEmpty() {
		this.variables.remove("CLUSTER_MASTER_PID");
		assertThat(WorkerIdentity.of(this.variables)).isEmpty();
		assertThat(WorkerIdentity.of(Map.of("CLUSTER_WORKERS", "4"))).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "CLUSTER_WORKER_INDEX", "CLUSTER_WORKER_GENERATION", "CLUSTER_WORKER_COUNT",
			"CLUSTER_SOCKET", "CLUSTER_TOKEN", "CLUSTER_WORKER_LISTEN", "CLUSTER_WORKER_PORT" })
	void ofWhenAPartIsMissingNamesIt(String name) {
		this.variables.remove(name);
		assertThatIllegalArgumentException().isThrownBy(() -> WorkerIdentity.of(this.variables))
			.withMessage("CLUSTER_MASTER_PID is set but " + name
					+ " is not: both are for workers that a master has started");
	}

	@ParameterizedTest
	@CsvSource({ "CLUSTER_WORKER_INDEX,x", "CLUSTER_MASTER_PID,''", "CLUSTER_WORKER_LISTEN,magic",
			"CLUSTER_WORKER_PORT,80a", "CLUSTER_WORKER_MANAGEMENT_PORT,''" })
	void ofWhenAPartIsNonsenseIsRefused(String name, String value) {
		this.variables.put(name, value);
		assertThatIllegalArgumentException().isThrownBy(() -> WorkerIdentity.of(this.variables));
	}

	@Test
	void toStringDoesNotShowTheToken() {
		assertThat(WorkerIdentity.of(this.variables).toString()).contains("worker 2 of master 4711")
			.doesNotContain("letmein");
	}

}
