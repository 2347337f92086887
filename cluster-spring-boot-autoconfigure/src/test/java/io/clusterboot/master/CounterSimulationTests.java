package io.clusterboot.master;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

import io.clusterboot.Silence;
import io.clusterboot.WorkerState;
import io.clusterboot.ipc.Message.Bye;
import io.clusterboot.ipc.Message.Collect;
import io.clusterboot.ipc.Message.Counted;
import io.clusterboot.ipc.Message.Said;
import io.clusterboot.ipc.Operation;
import io.clusterboot.ipc.Speaker.Kind;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What holds of totals whatever happens to workers.
 */
@ExtendWith(Silence.class)
class CounterSimulationTests {

	private static final int EVENTS = 1500;

	private final Map<Long, Integer> counts = new HashMap<>();

	private final List<FakePeer> operators = new ArrayList<>();

	private long counted;

	private double shown;

	@ParameterizedTest
	@CsvSource({ "31, 1, 0", "32, 2, 1", "33, 4, 0", "34, 4, 2" })
	void totalsNeverFall(int seed, int workers, int spares) {
		FakeCluster cluster = cluster(workers, spares);
		Random random = new Random(seed);
		for (int i = 0; i < EVENTS; i++) {
			disturb(cluster, random, Ends.OF_ANY_KIND);
			assertThatTotalsHaveNotFallen("event " + i + " of seed " + seed);
		}
		assertThat(this.shown).isPositive();
	}

	@ParameterizedTest
	@CsvSource({ "41, 1, 0", "42, 2, 1", "43, 4, 0", "44, 4, 2" })
	void totalsAreExactWhereEveryWorkerEndsInGoodOrder(int seed, int workers, int spares) {
		FakeCluster cluster = cluster(workers, spares);
		Random random = new Random(seed);
		for (int i = 0; i < EVENTS; i++) {
			disturb(cluster, random, Ends.IN_GOOD_ORDER);
			assertThatTotalsHaveNotFallen("event " + i + " of seed " + seed);
		}
		cluster.launcher().alive().forEach((process) -> answer(cluster, process));
		cluster.silence(Duration.ofMillis(800));
		this.operators.add(cluster.ask(new Operation.Collect()));
		cluster.launcher().alive().forEach((process) -> answer(cluster, process));
		cluster.silence(Duration.ofMillis(800));
		assertThatTotalsHaveNotFallen("the last event of seed " + seed);
		assertThat(this.shown).isEqualTo(this.counted);
	}

	private FakeCluster cluster(int workers, int spares) {
		return new FakeCluster(workers, workers, "restart.on-give-up=degrade", "spares=" + spares,
				"restart.max-failures=1000")
			.start();
	}

	private void disturb(FakeCluster cluster, Random random, Ends ends) {
		switch (random.nextInt(16)) {
			case 0 -> any(cluster, random, (process) -> end(cluster, process, random, ends));
			case 1 -> any(cluster, random, (process) -> cluster.say(process, new Bye("chance")));
			case 2 -> cluster.ask(new Operation.Scale(1 + random.nextInt(5)));
			case 3 -> reload(cluster);
			case 4, 5 -> this.operators.add(cluster.ask(new Operation.Collect()));
			case 6 -> cluster.silence(Duration.ofMillis(random.nextInt(1000)));
			case 7 -> cluster.advance(Duration.ofSeconds(random.nextInt(8)));
			case 8 -> obey(cluster, random);
			case 9, 10 -> any(cluster, random, (process) -> tellGrowth(cluster, process));
			case 11, 12 -> any(cluster, random, (process) -> answer(cluster, process));
			default -> any(cluster, random, (process) -> count(cluster, process, 1 + random.nextInt(3)));
		}
	}

	/*
	 * Only who serves counts.
	 */
	private void count(FakeCluster cluster, FakeProcess process, int more) {
		WorkerState state = cluster.stateOf(process);
		if (state == WorkerState.ACTIVE || (state == WorkerState.DRAINING && this.counts.containsKey(process.pid()))) {
			this.counts.merge(process.pid(), more, Integer::sum);
			this.counted += more;
		}
	}

	private void end(FakeCluster cluster, FakeProcess process, Random random, Ends ends) {
		if (ends == Ends.OF_ANY_KIND) {
			List<Runnable> steps = new ArrayList<>(List.of(() -> process.exit(random.nextBoolean() ? 137 : 0),
					() -> cluster.step(new Event.Disconnected(process.peer()))));
			if (random.nextBoolean()) {
				steps.add(steps.remove(0));
			}
			steps.forEach(Runnable::run);
		}
		else if (cluster.stateOf(process) == WorkerState.DRAINING) {
			endInGoodOrder(cluster, process, random);
		}
	}

	/*
	 * What it says last and the end of its process come on different ways.
	 */
	private void endInGoodOrder(FakeCluster cluster, FakeProcess process, Random random) {
		if (random.nextBoolean()) {
			process.exit(0);
			tellGrowth(cluster, process);
			cluster.step(new Event.Disconnected(process.peer()));
		}
		else {
			tellGrowth(cluster, process);
			cluster.step(new Event.Disconnected(process.peer()));
			process.exit(0);
		}
	}

	private void obey(FakeCluster cluster, Random random) {
		for (FakeProcess process : cluster.launcher().alive()) {
			switch (cluster.stateOf(process)) {
				case STARTING, READY -> cluster.activate(process);
				case DRAINING, KILLING -> endInGoodOrder(cluster, process, random);
				case ACTIVE, EXITED -> {
				}
			}
		}
	}

	private static void reload(FakeCluster cluster) {
		if (!cluster.stager().isAsked()) {
			cluster.reload();
		}
		else {
			cluster.stager().succeed();
		}
	}

	private void tellGrowth(FakeCluster cluster, FakeProcess process) {
		cluster.say(process, new Counted(text(process)));
	}

	private void answer(FakeCluster cluster, FakeProcess process) {
		List<Collect> asked = process.peer().sent(Collect.class);
		if (!asked.isEmpty()) {
			tellGrowth(cluster, process);
			cluster.say(process, new Said(asked.get(asked.size() - 1).id(), text(process), true));
		}
	}

	private String text(FakeProcess process) {
		return "# TYPE a counter\na_total " + this.counts.getOrDefault(process.pid(), 0) + ".0\n# EOF\n";
	}

	private void assertThatTotalsHaveNotFallen(String when) {
		for (FakePeer operator : List.copyOf(this.operators)) {
			if (operator.isAnswered(1)) {
				this.operators.remove(operator);
				double total = total(operator);
				assertThat(total).as("total after " + when).isBetween(this.shown, (double) this.counted);
				this.shown = total;
			}
		}
	}

	private static double total(FakePeer operator) {
		return operator.statements(1)
			.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().kind() != Kind.MASTER)
			.flatMap((entry) -> entry.getValue().lines())
			.filter((line) -> line.startsWith("a_total "))
			.mapToDouble((line) -> Double.parseDouble(line.substring("a_total ".length())))
			.sum();
	}

	private static void any(FakeCluster cluster, Random random, Consumer<FakeProcess> action) {
		List<FakeProcess> alive = cluster.launcher().alive();
		if (!alive.isEmpty()) {
			action.accept(alive.get(random.nextInt(alive.size())));
		}
	}

	/**
	 * How workers end.
	 */
	private enum Ends {

		OF_ANY_KIND,

		IN_GOOD_ORDER

	}

}
