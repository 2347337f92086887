package io.clusterboot.master;

import java.time.Duration;

import io.clusterboot.ClusterState;
import io.clusterboot.Silence;
import io.clusterboot.WorkerState;
import io.clusterboot.ipc.Message.Failed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Supervisor}: a worker ends because its configuration is wrong.
 */
@ExtendWith(Silence.class)
class SupervisorWrongConfigurationTests {

	private static final int WRONG_CONFIGURATION = 78;

	@ParameterizedTest
	@ValueSource(strings = { "exit", "degrade" })
	void firstWorkerEndsTheMasterWithoutAnotherTry(String onGiveUp) {
		FakeCluster cluster = new FakeCluster(3, 3, "restart.on-give-up=" + onGiveUp).open();
		FakeProcess first = cluster.launcher().last();
		cluster.hello(first);
		cluster.say(first, new Failed("Redis refuses the password"));
		first.exit(WRONG_CONFIGURATION);
		assertThat(cluster.supervisor().exitCode()).hasValue(1);
		assertThat(cluster.portReleases()).isOne();
		cluster.advance(Duration.ofMinutes(1));
		assertThat(cluster.launcher().launched()).hasSize(1);
		assertThat(cluster.lastIncident().cause()).contains("Redis refuses the password",
				"wrong configuration (exit code 78)");
	}

	@Test
	void otherEndOfTheFirstWorkerIsTriedAgain() {
		FakeCluster cluster = new FakeCluster(2, 2).open();
		cluster.launcher().last().exit(1);
		cluster.advance(Duration.ofSeconds(5));
		assertThat(cluster.supervisor().exitCode()).isEmpty();
		assertThat(cluster.launcher().launched()).hasSize(2);
	}

	@Test
	void laterWorkerIsTriedAgainWhileOthersServe() {
		FakeCluster cluster = new FakeCluster(2, 2).open();
		cluster.activate(cluster.launcher().last());
		FakeProcess second = cluster.launcher().last();
		second.exit(WRONG_CONFIGURATION);
		assertThat(cluster.supervisor().exitCode()).isEmpty();
		cluster.advance(Duration.ofSeconds(5));
		assertThat(cluster.launcher().launched()).hasSize(3);
		assertThat(cluster.launcher().last().index()).isEqualTo(second.index());
	}

	@Test
	void restartOfACrashedWorkerIsTriedAgainWhileOthersServe() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		cluster.launcher().last(1).exit(1);
		cluster.advance(Duration.ofSeconds(5));
		cluster.launcher().last(1).exit(WRONG_CONFIGURATION);
		cluster.advance(Duration.ofSeconds(5));
		assertThat(cluster.launcher().launched()).hasSize(4);
		assertThat(cluster.status().state()).isEqualTo(ClusterState.DEGRADED);
	}

	@Test
	void canaryIsOneThatFailedAndTheOthersServeOn() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		FakeProcess serving = cluster.launcher().last(0);
		cluster.reloadStaged().exit(WRONG_CONFIGURATION);
		cluster.finish();
		assertThat(cluster.supervisor().exitCode()).isEmpty();
		assertThat(cluster.status().generation()).isOne();
		assertThat(cluster.stateOf(serving)).isEqualTo(WorkerState.ACTIVE);
		assertThat(cluster.status().state()).isEqualTo(ClusterState.RUNNING);
	}

}
