package io.clusterboot.master;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.clusterboot.Silence;
import io.clusterboot.WorkerState;
import io.clusterboot.ipc.Message.Active;
import io.clusterboot.ipc.Message.Collect;
import io.clusterboot.ipc.Message.Counted;
import io.clusterboot.ipc.Message.Request;
import io.clusterboot.ipc.Message.Said;
import io.clusterboot.ipc.Operation;
import io.clusterboot.ipc.Speaker;
import io.clusterboot.ipc.Speaker.Kind;
import io.clusterboot.metrics.Metrics;
import io.clusterboot.metrics.MetricsFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Supervisor}: what workers measure and have counted.
 */
@ExtendWith(Silence.class)
class SupervisorCollectionTests {

	private static final Request COLLECT = new Request(7, new Operation.Collect());

	@Test
	void collectAsksAllThatServe() {
		FakeCluster cluster = new FakeCluster(2, 2, "spares=1").start();
		FakeProcess first = process(cluster, 0);
		FakeProcess second = process(cluster, 1);
		cluster.say(first, COLLECT);
		assertThat(cluster.launcher().last(2).peer().sent(Collect.class)).as("a spare").isEmpty();
		answer(cluster, second, "two", "b");
		assertThat(first.peer().isAnswered(7)).isFalse();
		answer(cluster, first, "one");
		assertThat(first.peer().statements(7)).containsEntry(worker(0, first), "one")
			.containsEntry(worker(1, second), "twob")
			.hasSize(3);
		assertThat(first.peer().statements(7).keySet()).extracting(Speaker::kind)
			.containsExactly(Kind.WORKER, Kind.WORKER, Kind.MASTER);
	}

	@Test
	void collectDoesNotWaitForAWorkerThatIsLate() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		FakeProcess first = process(cluster, 0);
		FakeProcess second = process(cluster, 1);
		cluster.say(second, counted(5));
		cluster.say(first, COLLECT);
		answer(cluster, first, "one");
		cluster.say(second, new Said(idOf(second), "hal", false));
		assertThat(cluster.supervisor().idleTime()).isEqualTo(Duration.ofMillis(800));
		cluster.silence(Duration.ofMillis(799));
		assertThat(first.peer().isAnswered(7)).isFalse();
		cluster.silence(cluster.supervisor().idleTime());
		Map<Speaker, String> statements = first.peer().statements(7);
		assertThat(statements).containsEntry(worker(0, first), "one").doesNotContainKey(worker(1, second));
		assertThat(metrics(statements, new Speaker(Kind.SILENT, 1, second.pid()))).isEqualTo(parsed(5));
		assertThat(master(statements)).contains("cluster_worker_up{worker=\"1\"} 0.0\n",
				"cluster_worker_stale{worker=\"1\"} 1.0\n", "cluster_worker_up{worker=\"0\"} 1.0\n",
				"cluster_worker_stale{worker=\"0\"} 0.0\n");
		first.peer().forget();
		cluster.say(second, new Said(idOf(second), "f", true));
		assertThat(first.peer().sent()).as("too late").isEmpty();
	}

	@Test
	void collectCountsAWorkerThatCannotSayWhatItMeasuresAsSilent() {
		FakeCluster cluster = new FakeCluster(1, 1).start();
		FakeProcess only = process(cluster, 0);
		cluster.say(only, counted(5));
		cluster.say(only, COLLECT);
		answer(cluster, only, "");
		Map<Speaker, String> statements = only.peer().statements(7);
		assertThat(metrics(statements, new Speaker(Kind.SILENT, 0, only.pid()))).isEqualTo(parsed(5));
		assertThat(master(statements)).contains("cluster_worker_up{worker=\"0\"} 0.0\n");
	}

	@Test
	void collectAnswersAtOnceWhereAWorkerIsKilledOrNotConnected() {
		FakeCluster cluster = new FakeCluster(3, 3).start();
		FakeProcess first = process(cluster, 0);
		FakeProcess hung = process(cluster, 1);
		cluster.step(new Event.Disconnected(process(cluster, 2).peer()));
		cluster.say(hung, counted(3));
		cluster.silenceOf(hung, Duration.ofSeconds(32));
		assertThat(cluster.stateOf(hung)).isEqualTo(WorkerState.KILLING);
		cluster.say(first, COLLECT);
		answer(cluster, first, "one");
		Map<Speaker, String> statements = first.peer().statements(7);
		assertThat(metrics(statements, new Speaker(Kind.SILENT, 1, hung.pid()))).isEqualTo(parsed(3));
		assertThat(statements).containsEntry(new Speaker(Kind.SILENT, 2, process(cluster, 2).pid()), "");
	}

	@Test
	void collectDoesNotWaitForAWorkerThatEndsAndCountsItOnce() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		FakeProcess first = process(cluster, 0);
		FakeProcess second = process(cluster, 1);
		cluster.say(first, COLLECT);
		cluster.say(second, counted(5));
		cluster.say(second, new Said(idOf(second), "two", true));
		second.exit(137);
		answer(cluster, first, "one");
		Map<Speaker, String> statements = first.peer().statements(7);
		assertThat(statements.keySet()).extracting(Speaker::kind)
			.containsExactly(Kind.WORKER, Kind.RETIRED, Kind.MASTER);
		assertThat(metrics(statements, new Speaker(Kind.RETIRED, 1, 0))).isEqualTo(parsed(5));
	}

	@Test
	void collectJoinsTheOneThatIsUnderWay() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		FakeProcess first = process(cluster, 0);
		FakeProcess second = process(cluster, 1);
		cluster.say(first, COLLECT);
		cluster.silence(Duration.ofMillis(500));
		cluster.say(second, new Request(9, new Operation.Collect()));
		assertThat(second.peer().sent(Collect.class)).hasSize(1);
		answer(cluster, first, "one");
		cluster.silence(Duration.ofMillis(300));
		assertThat(first.peer().statements(7)).isEqualTo(second.peer().statements(9)).hasSize(3);
		cluster.say(second, new Request(10, new Operation.Collect()));
		assertThat(second.peer().sent(Collect.class)).as("a new one").hasSize(2);
	}

	@Test
	void collectOfARequesterThatIsGoneIsForgotten() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		FakeProcess first = process(cluster, 0);
		cluster.say(first, COLLECT);
		cluster.step(new Event.Disconnected(first.peer()));
		first.peer().forget();
		cluster.silence(Duration.ofSeconds(1));
		assertThat(first.peer().sent()).isEmpty();
		assertThat(cluster.supervisor().idleTime()).isGreaterThan(Duration.ofSeconds(1));
	}

	@Test
	void collectWhileTheClusterStopsIsAnswered() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		FakeProcess first = process(cluster, 0);
		cluster.say(process(cluster, 1), counted(2));
		cluster.stop();
		cluster.say(first, COLLECT);
		answer(cluster, first, "one");
		assertThat(cluster.supervisor().idleTime()).isLessThanOrEqualTo(Duration.ofMillis(800));
		cluster.silence(Duration.ofMillis(800));
		Map<Speaker, String> statements = first.peer().statements(7);
		assertThat(statements).containsEntry(worker(0, first), "one");
		assertThat(master(statements)).contains("cluster_workers{state=\"draining\"} 2.0\n");
	}

	@Test
	void collectIgnoresAnAnswerThatIsTooLong() {
		FakeCluster cluster = new FakeCluster(1, 1).start();
		FakeProcess only = process(cluster, 0);
		cluster.say(only, COLLECT);
		String part = "x".repeat(256 * 1024);
		for (int i = 0; i < Voice.LONGEST / part.length(); i++) {
			cluster.say(only, new Said(idOf(only), part, false));
		}
		assertThat(only.peer().isAnswered(7)).isFalse();
		cluster.say(only, new Said(idOf(only), "x", false));
		assertThat(only.peer().statements(7)).containsEntry(new Speaker(Kind.SILENT, 0, only.pid()), "");
	}

	@Test
	void countedByAWorkerThatIsKilledStays() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		FakeProcess second = process(cluster, 1);
		cluster.say(second, counted(3));
		cluster.say(second, counted(5));
		second.exit(137);
		assertThat(retired(cluster, 1)).isEqualTo(parsed(5));
		cluster.step(new Event.Disconnected(second.peer()));
		assertThat(retired(cluster, 1)).isEqualTo(parsed(5));
	}

	@Test
	void countedThatComesAfterTheEndOfTheProcessIsTakenIn() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		FakeProcess second = process(cluster, 1);
		cluster.say(second, counted(3));
		second.exit(0);
		cluster.say(second, counted(8));
		assertThat(retired(cluster, 1)).isEqualTo(parsed(8));
		cluster.step(new Event.Disconnected(second.peer()));
		cluster.say(second, counted(9));
		assertThat(retired(cluster, 1)).as("said by nobody").isEqualTo(parsed(8));
	}

	@Test
	void countedBeforeTheConnectionWasLostStays() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		FakeProcess second = process(cluster, 1);
		cluster.say(second, counted(3));
		cluster.step(new Event.Disconnected(second.peer()));
		second.exit(0);
		assertThat(retired(cluster, 1)).isEqualTo(parsed(3));
	}

	@Test
	void countedByAllWorkersOfAnIndexIsAddedUp() {
		FakeCluster cluster = new FakeCluster(1, 1, "spares=1").start();
		for (int i = 0; i < 3; i++) {
			FakeProcess holder = holder(cluster);
			cluster.say(holder, counted(10));
			holder.exit(137);
			cluster.step(new Event.Disconnected(holder.peer()));
			cluster.finish();
		}
		assertThat(retired(cluster, 0)).isEqualTo(parsed(30));
	}

	@Test
	void countedByAWorkerThatNeverServedIsNothing() {
		FakeCluster cluster = new FakeCluster(2, 2).open();
		FakeProcess first = process(cluster, 0);
		cluster.hello(first);
		cluster.say(first, counted(3));
		first.exit(1);
		cluster.finish();
		assertThat(collect(cluster).keySet()).extracting(Speaker::kind).doesNotContain(Kind.RETIRED);
	}

	@Test
	void countedByASpareCountsForTheIndexThatItHasTakenOver() {
		FakeCluster cluster = new FakeCluster(2, 2, "spares=1").start();
		FakeProcess spare = cluster.launcher().last(2);
		cluster.say(spare, counted(4));
		process(cluster, 1).exit(137);
		cluster.say(spare, new Active());
		assertThat(cluster.statusOf(spare).index()).isOne();
		spare.exit(137);
		assertThat(retired(cluster, 1)).isEqualTo(parsed(4));
	}

	@Test
	void collectTellsBothOfASuccessorAndItsPredecessor() {
		FakeCluster cluster = new FakeCluster(1, 1).start();
		FakeProcess old = process(cluster, 0);
		FakeProcess successor = cluster.reloadStaged();
		cluster.ready(successor);
		cluster.say(old, COLLECT);
		assertThat(successor.peer().sent(Collect.class)).as("does not serve yet").isEmpty();
		answer(cluster, old, "old");
		cluster.advance(Duration.ofSeconds(5));
		cluster.say(successor, new Active());
		cluster.say(old, new Request(8, new Operation.Collect()));
		answer(cluster, old, "old");
		answer(cluster, successor, "new");
		assertThat(old.peer().statements(8)).containsEntry(worker(0, old), "old")
			.containsEntry(worker(0, successor), "new");
	}

	@Test
	void scaleDownKeepsWhatWasCounted() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		FakeProcess second = process(cluster, 1);
		cluster.say(second, counted(6));
		cluster.ask(new Operation.Scale(1));
		cluster.finish();
		cluster.step(new Event.Disconnected(second.peer()));
		assertThat(cluster.status().wanted()).isOne();
		assertThat(retired(cluster, 1)).isEqualTo(parsed(6));
		assertThat(master(collect(cluster))).contains("cluster_worker_restarts_total{worker=\"1\",reason=\"crash\"}")
			.doesNotContain("cluster_worker_up{worker=\"1\"}");
	}

	@Test
	void reloadThatFailsLosesNothing() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		FakeProcess first = process(cluster, 0);
		cluster.say(first, counted(1));
		FakeProcess canary = cluster.reloadStaged();
		cluster.activate(canary);
		cluster.say(canary, counted(2));
		canary.exit(134);
		cluster.finish();
		assertThat(retired(cluster, 0)).isEqualTo(parsed(2));
		first.exit(137);
		assertThat(retired(cluster, 0)).isEqualTo(parsed(3));
	}

	@Test
	void countedThatIsNoMetricsIsIgnored() {
		FakeCluster cluster = new FakeCluster(1, 1).start();
		FakeProcess only = process(cluster, 0);
		cluster.say(only, counted(5));
		cluster.say(only, new Counted("}{ no metrics"));
		cluster.say(only, new Counted("# TYPE other counter\nother_total 1.0\n"));
		only.exit(137);
		assertThat(retired(cluster, 0))
			.isEqualTo(parsed(5).with(Metrics.parse("# TYPE other counter\nother_total 1.0\n")));
	}

	@Test
	void operatorCanCollect() {
		FakeCluster cluster = new FakeCluster(1, 1).start();
		FakePeer operator = cluster.ask(new Operation.Collect());
		answer(cluster, process(cluster, 0), "one");
		assertThat(operator.statements(1)).containsEntry(worker(0, process(cluster, 0)), "one");
	}

	private static FakeProcess process(FakeCluster cluster, int index) {
		return cluster.launcher().last(index);
	}

	private static FakeProcess holder(FakeCluster cluster) {
		return cluster.launcher()
			.alive()
			.stream()
			.filter((process) -> cluster.stateOf(process) == WorkerState.ACTIVE)
			.findFirst()
			.orElseThrow();
	}

	private static Speaker worker(int index, FakeProcess process) {
		return new Speaker(Kind.WORKER, index, process.pid());
	}

	private static Counted counted(int total) {
		return new Counted("# TYPE a counter\na_total " + total + ".0\n");
	}

	private static Metrics parsed(int total) {
		return Metrics.parse(counted(total).text());
	}

	private static long idOf(FakeProcess process) {
		List<Collect> asked = process.peer().sent(Collect.class);
		return asked.get(asked.size() - 1).id();
	}

	private static void answer(FakeCluster cluster, FakeProcess process, String... parts) {
		for (int i = 0; i < parts.length; i++) {
			cluster.say(process, new Said(idOf(process), parts[i], i == parts.length - 1));
		}
	}

	private static Map<Speaker, String> collect(FakeCluster cluster) {
		FakePeer operator = cluster.ask(new Operation.Collect());
		cluster.silence(Duration.ofMillis(800));
		return operator.statements(1);
	}

	private static Metrics retired(FakeCluster cluster, int index) {
		return metrics(collect(cluster), new Speaker(Kind.RETIRED, index, 0));
	}

	private static Metrics metrics(Map<Speaker, String> statements, Speaker speaker) {
		assertThat(statements).containsKey(speaker);
		return Metrics.parse(Metrics.parse(statements.get(speaker)).write(MetricsFormat.OPEN_METRICS));
	}

	private static String master(Map<Speaker, String> statements) {
		return statements.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().kind() == Kind.MASTER)
			.map(Map.Entry::getValue)
			.findFirst()
			.orElseThrow();
	}

}
