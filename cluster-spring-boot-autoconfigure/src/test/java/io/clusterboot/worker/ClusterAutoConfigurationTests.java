package io.clusterboot.worker;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.clusterboot.Cluster;
import io.clusterboot.ClusterState;
import io.clusterboot.ClusterStatus;
import io.clusterboot.WorkerState;
import io.clusterboot.ipc.Connection;
import io.clusterboot.ipc.IpcServer;
import io.clusterboot.ipc.Message;
import io.clusterboot.ipc.Peer;
import io.clusterboot.listen.DrainableServers;
import io.clusterboot.listen.ListenMode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ClusterAutoConfiguration}.
 */
class ClusterAutoConfigurationTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ClusterAutoConfiguration.class));

	@Test
	void clusterOfAPlainApplicationIsOne() {
		this.runner.run((context) -> {
			Cluster cluster = context.getBean(Cluster.class);
			assertThat(cluster.isClustered()).isFalse();
			assertThat(cluster.index()).isZero();
			assertThat(cluster.count()).isOne();
			assertThat(cluster.generation()).isOne();
			ClusterStatus status = cluster.status();
			assertThat(status.state()).isEqualTo(ClusterState.RUNNING);
			assertThat(status.wanted()).isOne();
			assertThat(status.active()).isOne();
			assertThat(status.master().pid()).isEqualTo(ProcessHandle.current().pid());
			assertThat(status.spares()).isEmpty();
			assertThat(status.incidents()).isEmpty();
			assertThat(status.workers()).singleElement().satisfies((worker) -> {
				assertThat(worker.pid()).isEqualTo(ProcessHandle.current().pid());
				assertThat(worker.state()).isEqualTo(WorkerState.ACTIVE);
				assertThat(worker.startedAt()).isEqualTo(status.master().startedAt());
			});
		});
	}

	@Test
	void clusterIsThereWithoutAWebApplicationAsWell() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ClusterAutoConfiguration.class))
			.run((context) -> assertThat(context).hasSingleBean(Cluster.class));
	}

	@Test
	void clusterBacksOffForTheApplicationsOwn() {
		Cluster own = new SingleCluster();
		this.runner.withBean("own", Cluster.class, () -> own)
			.run((context) -> assertThat(context).getBean(Cluster.class).isSameAs(own));
	}

	@ParameterizedTest
	@ValueSource(strings = { "cluster.listen=tcp://0.0.0.0", "cluster.enabled=maybe", "cluster.start-timeout=soon",
			"cluster.worker=x", "cluster.name=mine" })
	void plainApplicationRunsWhateverIsBelowItsPrefix(String property) {
		this.runner.withPropertyValues(property).run((context) -> assertThat(context).hasNotFailed());
	}

	@AfterEach
	void forgetWorker() {
		WorkerName.forget();
	}

	@Test
	void clusterOfAWorkerSpeaksForItsAgent(@TempDir Path directory) throws Exception {
		Path socket = directory.resolve("control");
		AtomicInteger ended = new AtomicInteger();
		try (IpcServer ipc = IpcServer.open(socket, "token", new Deaf())) {
			WorkerAgent agent = WorkerAgent.connect(
					new WorkerIdentity(2, 3, 4, 4711, socket, "token", ListenMode.SHARED, 8080, null),
					new DrainableServers(ListenMode.SHARED), new CountedEnd(ended));
			this.runner.withBean("clusterWorkerAgent", WorkerAgent.class, () -> agent).run((context) -> {
				Cluster cluster = context.getBean(Cluster.class);
				assertThat(cluster.isClustered()).isTrue();
				assertThat(List.of(cluster.index(), cluster.generation(), cluster.count())).containsExactly(2, 3, 4);
			});
			assertThat(ended).hasValue(0);
			assertThat(ipc).isNotNull();
		}
		await().until(() -> ended.get() == 1);
	}

	/**
	 * A master that hears nothing.
	 */
	private static final class Deaf implements Connection.Listener {

		@Override
		public void received(Peer peer, Message message) {
			// Deaf
		}

		@Override
		public void closed(Peer peer) {
			// Deaf
		}

	}

	/**
	 * Counts how often the process would have ended.
	 *
	 * @param ended the count
	 */
	private record CountedEnd(AtomicInteger ended) implements ProcessEnd {

		@Override
		public void inOrder() {
			this.ended.incrementAndGet();
		}

		@Override
		public void atOnce() {
			this.ended.incrementAndGet();
		}

	}

}
