package io.clusterboot.sample;

import org.junit.jupiter.api.Test;

import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkerIdentity}.
 */
class WorkerIdentityTests {

	@Test
	void identityWhenNotClusteredIsTheOnlyWorker() {
		WorkerIdentity worker = new WorkerIdentity(new MockEnvironment());
		assertThat(worker.index()).isEqualTo(0);
		assertThat(worker.generation()).isEqualTo(1);
		assertThat(worker.count()).isEqualTo(1);
	}

	@Test
	void identityWhenClusteredIsTheOneGiven() {
		WorkerIdentity worker = new WorkerIdentity(new MockEnvironment().withProperty("cluster.worker.index", "2")
			.withProperty("cluster.worker.generation", "3")
			.withProperty("cluster.worker.count", "4"));
		assertThat(worker.index()).isEqualTo(2);
		assertThat(worker.generation()).isEqualTo(3);
		assertThat(worker.count()).isEqualTo(4);
	}

}
