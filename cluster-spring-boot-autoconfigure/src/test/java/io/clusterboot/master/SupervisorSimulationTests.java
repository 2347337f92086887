package io.clusterboot.master;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.clusterboot.ClusterState;
import io.clusterboot.Silence;
import io.clusterboot.WorkerLoad;
import io.clusterboot.WorkerState;
import io.clusterboot.WorkerStatus;
import io.clusterboot.ipc.Message;
import io.clusterboot.ipc.Message.Activate;
import io.clusterboot.ipc.Message.Active;
import io.clusterboot.ipc.Message.Bye;
import io.clusterboot.ipc.Message.Failed;
import io.clusterboot.ipc.Message.Heartbeat;
import io.clusterboot.ipc.Message.Lead;
import io.clusterboot.ipc.Message.Ready;
import io.clusterboot.ipc.Message.Request;
import io.clusterboot.ipc.Message.Resigned;
import io.clusterboot.ipc.MessageSamples;
import io.clusterboot.ipc.Operation;
import io.clusterboot.ipc.Standstill;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What holds of a {@link Supervisor} whatever happens.
 */
@ExtendWith(Silence.class)
class SupervisorSimulationTests {

	private static final int EVENTS = 2500;

	/*
	 * The one that serves, the one that comes, and one that was rolled back but that a
	 * worker stays of, because no worker of the one that serves got up in its place.
	 */
	private static final int MOST_GENERATIONS = 3;

	private static final int[] STATUSES = { 0, 1, 3, 134, 137, 143 };

	/*
	 * Nobody resigns by chance, so that whoever was told to lead leads until its end.
	 */
	private static final List<Message> MESSAGES = MessageSamples.all()
		.filter((message) -> !(message instanceof Request request && changesWhatIsWanted(request)))
		.filter((message) -> !(message instanceof Resigned))
		.toList();

	@ParameterizedTest
	@CsvSource({ "1, 1, 0, 1", "2, 2, 1, 1", "3, 4, 2, 2", "4, 8, 1, 8", "5, 1, 1, 2", "6, 4, 0, 4" })
	void invariantsHoldWhateverHappensAndTheClusterRecovers(int seed, int workers, int spares, int startsAtOnce) {
		FakeCluster cluster = new FakeCluster(workers, startsAtOnce, "restart.on-give-up=degrade", "spares=" + spares);
		Random random = new Random(seed);
		cluster.open();
		for (int i = 0; i < EVENTS; i++) {
			disturb(cluster, random);
			assertInvariants(cluster, startsAtOnce, "event " + i + " of seed " + seed);
			assertThat(cluster.supervisor().exitCode()).isEmpty();
		}
		recover(cluster);
		assertThat(cluster.status().state()).isEqualTo(ClusterState.RUNNING);
		assertThat(cluster.status().workers()).extracting(WorkerStatus::index)
			.isEqualTo(IntStream.range(0, workers).boxed().toList());
		assertThat(cluster.status().spares()).hasSize(spares)
			.allMatch((spare) -> spare.state() == WorkerState.READY && spare.index() >= workers);
		assertThat(cluster.launcher().alive(cluster.status().generation())).hasSize(workers + spares)
			.hasSameSizeAs(cluster.launcher().alive());
		assertThat(cluster.stager().retained()).isSubsetOf(cluster.status().generation());
		assertThat(cluster.status().leader()).isBetween(0, workers - 1);
	}

	@ParameterizedTest
	@CsvSource({ "21, 1, 0, 1", "22, 2, 0, 2", "23, 4, 0, 2", "24, 4, 0, 8", "25, 2, 1, 2", "26, 3, 2, 8" })
	void invariantsHoldWhileTheClusterIsChangedAndEverybodyIsAnswered(int seed, int workers, int spares,
			int startsAtOnce) {
		FakeCluster cluster = new FakeCluster(workers, startsAtOnce, "restart.on-give-up=degrade", "spares=" + spares,
				"recycle.max-requests=500", "recycle.max-lifetime=10m", "recycle.min-lifetime=5s", "scale.max=8",
				"scale.window=2s");
		List<FakePeer> operators = new ArrayList<>();
		Random random = new Random(seed);
		cluster.open();
		for (int i = 0; i < EVENTS; i++) {
			change(cluster, random, operators);
			assertInvariants(cluster, startsAtOnce, (spares > 0) ? Integer.MAX_VALUE : 1,
					"event " + i + " of seed " + seed);
			assertThat(cluster.supervisor().exitCode()).isEmpty();
			assertThat(cluster.status().wanted()).isBetween(1, 8);
		}
		recover(cluster);
		int wanted = cluster.status().wanted();
		assertThat(cluster.status().state()).isEqualTo(ClusterState.RUNNING);
		assertThat(cluster.status().workers()).extracting(WorkerStatus::index)
			.isEqualTo(IntStream.range(0, wanted).boxed().toList());
		assertThat(cluster.launcher().alive(cluster.status().generation())).hasSize(wanted + spares)
			.hasSameSizeAs(cluster.launcher().alive());
		assertThat(operators).allSatisfy((operator) -> assertThat(operator.sent()).hasSize(1));
	}

	private static boolean changesWhatIsWanted(Request request) {
		return request.operation() instanceof Operation.Stop || request.operation() instanceof Operation.Scale
				|| request.operation() instanceof Operation.Restart;
	}

	private static void change(FakeCluster cluster, Random random, List<FakePeer> operators) {
		switch (random.nextInt(12)) {
			case 0 -> operators.add(cluster.ask(new Operation.Scale(random.nextInt(10))));
			case 1 -> operators.add(cluster.ask(new Operation.Restart(random.nextInt(8))));
			case 2 -> any(cluster, random,
					(process) -> cluster.say(process, new Request(1, new Operation.Restart(random.nextInt(8)))));
			case 3 -> any(cluster, random,
					(process) -> cluster.say(process, new Request(1, new Operation.Scale(random.nextInt(10)))));
			case 4 -> any(cluster, random,
					(process) -> process.load(new WorkerLoad(random.nextInt(1000), random.nextInt(11), 10, 1, 1, 0)));
			case 5, 6 -> cluster.advance(Duration.ofSeconds(random.nextInt(10)));
			case 7, 8 -> cluster.obey();
			default -> disturb(cluster, random);
		}
	}

	@ParameterizedTest
	@CsvSource({ "11, exit", "12, exit", "13, degrade", "14, degrade" })
	void stopEndsWhateverHappens(int seed, String onGiveUp) {
		Random random = new Random(seed);
		for (int round = 0; round < 100; round++) {
			FakeCluster cluster = new FakeCluster(4, 3, "restart.on-give-up=" + onGiveUp, "spares=1");
			cluster.open();
			disturb(cluster, random, random.nextInt(40));
			cluster.launcher().breakDown(false);
			cluster.stop();
			int launched = cluster.launcher().launched().size();
			disturb(cluster, random, random.nextInt(20));
			assertInvariants(cluster, 3, "round " + round + " of seed " + seed);
			cluster.launcher().alive().forEach((process) -> process.exit(0));
			assertThat(cluster.supervisor().exitCode()).isPresent();
			assertThat(cluster.launcher().launched()).hasSize(launched);
			assertThat(cluster.status().state()).isEqualTo(ClusterState.STOPPING);
		}
	}

	private static void disturb(FakeCluster cluster, Random random, int times) {
		for (int i = 0; i < times; i++) {
			disturb(cluster, random);
		}
	}

	private static void disturb(FakeCluster cluster, Random random) {
		switch (random.nextInt(20)) {
			case 0 -> any(cluster, random, (process) -> process.exit(STATUSES[random.nextInt(STATUSES.length)]));
			case 1 -> any(cluster, random, (process) -> cluster.say(process, new Bye("chance")));
			case 2 -> any(cluster, random, (process) -> cluster.say(process, new Failed("chance")));
			case 3 ->
				any(cluster, random, (process) -> cluster.say(process, MESSAGES.get(random.nextInt(MESSAGES.size()))));
			case 4 -> any(cluster, random, (process) -> cluster.step(new Event.Disconnected(process.peer())));
			case 5 -> cluster.launcher().breakDown(random.nextInt(3) == 0);
			case 6 -> cluster.oomKill();
			case 7 -> cluster.silence(Duration.ofMillis(random.nextInt(40_000)));
			case 8 -> cluster.silence(cluster.supervisor().idleTime().compareTo(Duration.ofHours(1)) < 0
					? cluster.supervisor().idleTime() : Duration.ZERO);
			case 9 -> cluster.supervisor().postponeDeadlines(Duration.ofMillis(random.nextInt(5000)));
			case 15 -> cluster.reload();
			case 19 -> any(cluster, random, (process) -> cluster.dumper().finish(process, null));
			case 16, 17 -> stage(cluster, random);
			case 10, 11 -> any(cluster, random, cluster::hello);
			case 12 -> any(cluster, random, (process) -> cluster.say(process, new Ready()));
			case 13 -> any(cluster, random, (process) -> cluster.say(process, new Active()));
			case 14 -> any(cluster, random, cluster::activate);
			default -> any(cluster, random,
					(process) -> cluster.say(process, new Heartbeat(WorkerLoad.UNKNOWN, Standstill.NONE)));
		}
	}

	private static void stage(FakeCluster cluster, Random random) {
		if (cluster.stager().isAsked()) {
			if (random.nextInt(4) == 0) {
				cluster.stager().fail("chance");
			}
			else {
				cluster.stager().succeed();
			}
		}
	}

	private static void any(FakeCluster cluster, Random random, Consumer<FakeProcess> action) {
		List<FakeProcess> alive = cluster.launcher().alive();
		if (!alive.isEmpty()) {
			action.accept(alive.get(random.nextInt(alive.size())));
		}
	}

	private static void assertInvariants(FakeCluster cluster, int startsAtOnce, String when) {
		Map<String, Long> holders = cluster.allStatus()
			.filter((worker) -> worker.state().holdsIndex())
			.collect(Collectors.groupingBy((worker) -> worker.index() + " of " + worker.generation(),
					Collectors.counting()));
		assertThat(holders.values()).as("holders of an index after " + when).allMatch((count) -> count == 1);
		assertInvariants(cluster, startsAtOnce, 1, when);
	}

	/*
	 * A worker that is replaced although it is well has a successor of its generation
	 * beside it, until that serves. A spare can have a number that is an index by now.
	 */
	private static void assertInvariants(FakeCluster cluster, int startsAtOnce, int holdersOfAnIndex, String when) {
		List<WorkerStatus> all = cluster.allStatus().toList();
		assertThat(all).as("status after " + when)
			.extracting(WorkerStatus::pid)
			.containsExactlyInAnyOrderElementsOf(cluster.launcher().alive().stream().map(FakeProcess::pid).toList());
		Map<String, Long> holders = all.stream()
			.filter((worker) -> worker.state().holdsIndex())
			.collect(
					Collectors.groupingBy(
							(worker) -> worker.index() + " of " + worker.generation()
									+ ((worker.state() == WorkerState.ACTIVE) ? " serve" : " start"),
							Collectors.counting()));
		assertThat(holders.values()).as("holders of an index after " + when)
			.allMatch((count) -> count <= holdersOfAnIndex);
		assertThat(all.stream().map(WorkerStatus::generation).distinct()).as("generations after " + when)
			.hasSizeLessThanOrEqualTo(MOST_GENERATIONS + drainingGenerations(all));
		assertThat(all.stream().filter((worker) -> worker.state() == WorkerState.STARTING).count())
			.as("workers that start after " + when)
			.isLessThanOrEqualTo(startsAtOnce);
		assertThat(cluster.status().workers()).as("workers after " + when)
			.extracting(WorkerStatus::index)
			.doesNotHaveDuplicates()
			.isSorted();
		assertThat(cluster.launcher().alive().stream().filter((process) -> !process.peer().sent(Lead.class).isEmpty()))
			.as("leaders after " + when)
			.hasSizeLessThanOrEqualTo(1);
		assertThat(cluster.status().incidents()).hasSizeLessThanOrEqualTo(Incidents.KEPT);
		assertThat(cluster.supervisor().idleTime()).as("idle time after " + when).isPositive();
	}

	/*
	 * Those that are on their way out do not add up: their time is limited.
	 */
	private static int drainingGenerations(List<WorkerStatus> all) {
		return (int) all.stream()
			.filter((worker) -> !worker.state().holdsIndex())
			.map(WorkerStatus::generation)
			.distinct()
			.count();
	}

	/*
	 * From now on each worker does what it is told.
	 */
	private static void recover(FakeCluster cluster) {
		cluster.launcher().breakDown(false);
		cluster.launcher().alive().forEach((process) -> process.load(WorkerLoad.UNKNOWN));
		for (int second = 0; second < 200; second++) {
			if (cluster.stager().isAsked()) {
				cluster.stager().succeed();
			}
			cluster.launcher()
				.alive()
				.stream()
				.filter((process) -> !cluster.stateOf(process).holdsIndex())
				.forEach((process) -> process.exit(0));
			cluster.launcher()
				.alive()
				.stream()
				.filter((process) -> cluster.stateOf(process) == WorkerState.READY
						&& !process.peer().sent(Activate.class).isEmpty())
				.forEach((process) -> cluster.say(process, new Active()));
			cluster.readyAll();
			cluster.advance(Duration.ofSeconds(1));
		}
	}

}
