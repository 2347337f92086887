package io.clusterboot.master;

import java.time.Duration;
import java.time.Instant;

import io.clusterboot.WorkerState;
import io.clusterboot.ipc.Message.Activate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Workers}.
 */
class WorkersTests {

	private static final Deadlines DEADLINES = new Deadlines(Duration.ofSeconds(1), Duration.ofSeconds(1),
			Duration.ofSeconds(1));

	private final Workers workers = new Workers();

	@Test
	void findWhenThereFindsByPidAndPeer() {
		WorkerHandle worker = add(0, 10);
		FakePeer peer = new FakePeer();
		assertThat(this.workers.find(10)).contains(worker);
		assertThat(this.workers.find(11)).isEmpty();
		assertThat(this.workers.find(peer)).isEmpty();
		worker.connected(peer);
		assertThat(this.workers.find(peer)).contains(worker);
		assertThat(this.workers.find(new FakePeer())).isEmpty();
	}

	@Test
	void removeWhenThereForgets() {
		WorkerHandle worker = add(0, 10);
		worker.connected(new FakePeer());
		assertThat(this.workers.isEmpty()).isFalse();
		assertThat(this.workers.remove(11)).isEmpty();
		assertThat(this.workers.remove(10)).contains(worker);
		assertThat(this.workers.remove(10)).isEmpty();
		assertThat(this.workers.isEmpty()).isTrue();
	}

	@Test
	void allIsOldestFirstAndAllowsChanges() {
		WorkerHandle first = add(1, 20);
		WorkerHandle second = add(0, 10);
		assertThat(this.workers.all()).containsExactly(first, second);
		this.workers.all().forEach((worker) -> this.workers.remove(worker.pid()));
		assertThat(this.workers.all()).isEmpty();
	}

	@Test
	void countCountsByState() {
		add(0, 10);
		add(1, 11, WorkerState.READY, WorkerState.ACTIVE);
		add(2, 12, WorkerState.READY, WorkerState.ACTIVE);
		assertThat(this.workers.count(WorkerState.STARTING)).isEqualTo(1);
		assertThat(this.workers.count(WorkerState.ACTIVE)).isEqualTo(2);
		assertThat(this.workers.count(WorkerState.KILLING)).isZero();
	}

	@Test
	void holdsIndexWhenAnyWorkerDoes() {
		add(0, 10, WorkerState.DRAINING);
		assertThat(this.workers.holdsIndex(0)).isFalse();
		add(0, 11);
		assertThat(this.workers.holdsIndex(0)).isTrue();
		assertThat(this.workers.holdsIndex(1)).isFalse();
	}

	@Test
	void holdersAreSortedByIndex() {
		WorkerHandle second = add(1, 10);
		WorkerHandle first = add(0, 11);
		assertThat(this.workers.holders()).containsExactly(first, second);
	}

	@ParameterizedTest
	@EnumSource(value = WorkerState.class, names = { "DRAINING", "KILLING" })
	void holdersWhenSuccessorIsNotActiveHaveThePredecessor(WorkerState state) {
		WorkerHandle predecessor = add(0, 10, state);
		WorkerHandle successor = add(0, 11);
		assertThat(this.workers.holders()).containsExactly(predecessor);
		successor.become(WorkerState.READY, 0);
		assertThat(this.workers.holders()).containsExactly(predecessor);
		successor.become(WorkerState.ACTIVE, 0);
		assertThat(this.workers.holders()).containsExactly(successor);
	}

	@Test
	void holdersWhenThreeShareAnIndexHaveTheActiveOne() {
		add(0, 10, WorkerState.DRAINING);
		WorkerHandle active = add(0, 11, WorkerState.READY, WorkerState.ACTIVE);
		add(0, 12);
		assertThat(this.workers.holders()).containsExactly(active);
	}

	@Test
	void broadcastReachesAllWhoAreConnected() {
		FakePeer peer = new FakePeer();
		add(0, 10).connected(peer);
		add(1, 11);
		this.workers.broadcast(new Activate(0));
		assertThat(peer.sent()).containsExactly(new Activate(0));
	}

	private WorkerHandle add(int index, long pid, WorkerState... states) {
		FakeProcess process = new FakeProcess(new LaunchOrder(index, 1, FakeStager.generation(1)), pid, (exited) -> {
		});
		WorkerHandle worker = new WorkerHandle(index, false, process.order(), process, DEADLINES, Instant.EPOCH, 0);
		for (WorkerState state : states) {
			worker.become(state, 0);
		}
		this.workers.add(worker);
		return worker;
	}

}
