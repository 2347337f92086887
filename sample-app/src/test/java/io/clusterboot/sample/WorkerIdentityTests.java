package io.clusterboot.sample;

import io.clusterboot.worker.ClusterAutoConfiguration;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkerIdentity}.
 */
class WorkerIdentityTests {

	@Test
	void identityWhenNotClusteredIsTheOnlyWorker() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ClusterAutoConfiguration.class))
			.withBean(WorkerIdentity.class)
			.run((context) -> {
				WorkerIdentity worker = context.getBean(WorkerIdentity.class);
				assertThat(worker.index()).isEqualTo(0);
				assertThat(worker.generation()).isEqualTo(1);
				assertThat(worker.count()).isEqualTo(1);
			});
	}

	@Test
	void identityWhenClusteredIsTheOneGiven() {
		WorkerIdentity worker = new WorkerIdentity(new StandInCluster().become(2, 3, 4));
		assertThat(worker.index()).isEqualTo(2);
		assertThat(worker.generation()).isEqualTo(3);
		assertThat(worker.count()).isEqualTo(4);
	}

	@Test
	void identityWhenASpareTakesOverIsTheNewOne() {
		StandInCluster cluster = new StandInCluster().become(-1, 1, 4);
		WorkerIdentity worker = new WorkerIdentity(cluster);
		assertThat(worker.index()).isEqualTo(-1);
		cluster.become(3, 2, 5);
		assertThat(worker.index()).isEqualTo(3);
		assertThat(worker.generation()).isEqualTo(2);
		assertThat(worker.count()).isEqualTo(5);
	}

}
