package io.clusterboot.master;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.clusterboot.Silence;
import io.clusterboot.WorkerState;
import io.clusterboot.ipc.Message.Activate;
import io.clusterboot.ipc.Message.Asked;
import io.clusterboot.ipc.Message.Request;
import io.clusterboot.ipc.Message.Said;
import io.clusterboot.ipc.Operation.Ask;
import io.clusterboot.ipc.Operation;
import io.clusterboot.ipc.Speaker;
import io.clusterboot.ipc.Speaker.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests for {@link Supervisor}: what workers ask each other.
 */
@ExtendWith(Silence.class)
class SupervisorInquiryTests {

	@Test
	void askOfOneIsAnsweredByThatOne() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		FakeProcess first = process(cluster, 0);
		FakeProcess second = process(cluster, 1);
		cluster.say(first, new Request(7, new Ask(1, "how?", null)));
		assertThat(first.peer().sent(Asked.class)).isEmpty();
		assertThat(second.peer().sent(Asked.class)).extracting(Asked::question, Asked::inOrder)
			.containsExactly(tuple("how?", false));
		answer(cluster, second, "well");
		assertThat(first.peer().statements(7)).containsExactly(entry(Kind.WORKER, 1, second, "well"));
	}

	@Test
	void askOfOneThatIsNotThereIsRefused() {
		FakeCluster cluster = new FakeCluster(1, 1).start();
		FakeProcess only = process(cluster, 0);
		cluster.say(only, new Request(7, new Ask(7, "how?", null)));
		assertThat(only.peer().conflict()).isEqualTo("there is no worker 7");
		cluster.step(new Event.Disconnected(only.peer()));
		assertThat(cluster.ask(new Ask(0, "how?", null)).conflict()).isEqualTo("there is no worker 0");
	}

	@Test
	void askOfOneGoesToTheOneThatServes() {
		FakeCluster cluster = new FakeCluster(1, 1).start();
		FakeProcess old = process(cluster, 0);
		FakeProcess successor = cluster.reloadStaged();
		cluster.ready(successor);
		cluster.ask(new Ask(0, "one", null));
		assertThat(old.peer().sent(Asked.class)).extracting(Asked::question).containsExactly("one");
		cluster.activate(successor);
		while (cluster.stateOf(old) == WorkerState.ACTIVE) {
			cluster.advance(Duration.ofSeconds(1));
		}
		cluster.ask(new Ask(0, "two", null));
		assertThat(successor.peer().sent(Asked.class)).extracting(Asked::question).containsExactly("two");
		successor.exit(137);
		cluster.ask(new Ask(0, "three", null));
		assertThat(old.peer().sent(Asked.class)).extracting(Asked::question).containsExactly("one", "three");
	}

	@Test
	void askOfOneWaitsForAMinute() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		FakePeer operator = cluster.ask(new Ask(1, "how?", null));
		cluster.advance(Duration.ofSeconds(59));
		assertThat(operator.isAnswered(1)).isFalse();
		cluster.advance(Duration.ofSeconds(1));
		assertThat(operator.statements(1)).containsExactly(entry(Kind.SILENT, 1, process(cluster, 1), ""));
	}

	@Test
	void askOfAWorkerThatEndsIsAnsweredAtOnce() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		FakeProcess second = process(cluster, 1);
		FakePeer operator = cluster.ask(new Ask(1, "how?", null));
		second.exit(137);
		assertThat(operator.statements(1)).containsExactly(entry(Kind.SILENT, 1, second, ""));
	}

	@Test
	void askOfAWorkerWhoseConnectionIsLostIsAnsweredAtOnce() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		FakeProcess second = process(cluster, 1);
		FakePeer operator = cluster.ask(new Ask(1, "how?", null));
		cluster.say(second, new Said(1, "we", false));
		cluster.step(new Event.Disconnected(second.peer()));
		assertThat(operator.statements(1)).containsExactly(entry(Kind.SILENT, 1, second, ""));
	}

	@Test
	void askOfAllGoesToThoseThatServeOrMaySoon() {
		FakeCluster cluster = new FakeCluster(3, 3, "spares=1").start();
		cluster.ask(new Operation.Scale(2));
		assertThat(cluster.stateOf(process(cluster, 2))).isEqualTo(WorkerState.DRAINING);
		FakePeer operator = cluster.ask(new Ask(Ask.ALL, "how?", null));
		answer(cluster, cluster.launcher().last(3), "waiting");
		answer(cluster, process(cluster, 1), "");
		assertThat(operator.isAnswered(1)).isFalse();
		answer(cluster, process(cluster, 0), "well");
		assertThat(operator.statements(1)).containsExactly(entry(Kind.WORKER, 0, process(cluster, 0), "well"),
				entry(Kind.WORKER, 1, process(cluster, 1), ""),
				entry(Kind.WORKER, 3, cluster.launcher().last(3), "waiting"));
	}

	@Test
	void askOfAllWaitsForFiveSeconds() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		FakePeer operator = cluster.ask(new Ask(Ask.ALL, "how?", null));
		answer(cluster, process(cluster, 0), "well");
		cluster.advance(Duration.ofMillis(4999));
		assertThat(operator.isAnswered(1)).isFalse();
		cluster.advance(Duration.ofMillis(1));
		assertThat(operator.statements(1)).containsExactly(entry(Kind.WORKER, 0, process(cluster, 0), "well"),
				entry(Kind.SILENT, 1, process(cluster, 1), ""));
	}

	@Test
	void askOfAllWhenNobodyIsThereIsAnsweredAtOnce() {
		FakeCluster cluster = new FakeCluster(1, 1).open();
		assertThat(cluster.ask(new Ask(Ask.ALL, "how?", null)).statements(1)).isEmpty();
	}

	@Test
	void askThatIsTooLongForAMessageIsRefused() {
		FakeCluster cluster = new FakeCluster(1, 1).start();
		assertThat(cluster.ask(new Ask(Ask.ALL, "x".repeat(300_000), "s")).conflict())
			.isEqualTo("a question of 300000 characters is too long (at most 262144)");
		assertThat(process(cluster, 0).peer().sent(Asked.class)).isEmpty();
	}

	@Test
	void answerOfAnotherIsIgnored() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		FakePeer operator = cluster.ask(new Ask(1, "how?", null));
		cluster.say(process(cluster, 0), new Said(idOf(process(cluster, 1)), "badly", true));
		cluster.say(process(cluster, 1), new Said(idOf(process(cluster, 1)) + 1, "badly", true));
		assertThat(operator.isAnswered(1)).isFalse();
	}

	@Test
	void subjectIsAskedAgainOfWorkersThatStartLater() {
		FakeCluster cluster = new FakeCluster(2, 2).start();
		cluster.ask(new Ask(Ask.ALL, "a=1", "a"));
		cluster.ask(new Ask(Ask.ALL, "b=1", "b"));
		cluster.ask(new Ask(Ask.ALL, "a=2", "a"));
		cluster.ask(new Ask(Ask.ALL, "once", null));
		process(cluster, 1).exit(137);
		cluster.finish();
		FakeProcess successor = process(cluster, 1);
		assertThat(successor.peer().sent(Asked.class)).extracting(Asked::question).containsExactly("b=1", "a=2");
		assertThat(successor.peer().sent(Asked.class)).allMatch(Asked::inOrder)
			.extracting(Asked::id)
			.doesNotHaveDuplicates();
		assertThat(successor.peer()
			.sent()
			.stream()
			.map(Object::getClass)
			.filter(List.of(Asked.class, Activate.class)::contains)).as("before it serves")
			.endsWith(Activate.class)
			.containsOnlyOnce(Activate.class);
	}

	@Test
	void subjectIsAskedAgainOfSparesAndInAReload() {
		FakeCluster cluster = new FakeCluster(1, 1).start();
		cluster.ask(new Ask(Ask.ALL, "a=1", "a"));
		FakeProcess successor = cluster.reloadStaged();
		cluster.hello(successor);
		assertThat(successor.peer().sent(Asked.class)).as("does not know its application yet").isEmpty();
		cluster.ready(successor);
		assertThat(successor.peer().sent(Asked.class)).extracting(Asked::question).containsExactly("a=1");
	}

	@Test
	void subjectsAreBounded() {
		FakeCluster cluster = new FakeCluster(1, 1).start();
		for (int i = 0; i <= Subjects.MOST; i++) {
			cluster.ask(new Ask(Ask.ALL, "q" + i, "s" + i));
		}
		process(cluster, 0).exit(137);
		cluster.finish();
		assertThat(process(cluster, 0).peer().sent(Asked.class)).extracting(Asked::question)
			.hasSize(Subjects.MOST)
			.startsWith("q1")
			.endsWith("q" + Subjects.MOST);
	}

	private static FakeProcess process(FakeCluster cluster, int index) {
		return cluster.launcher().last(index);
	}

	private static long idOf(FakeProcess process) {
		List<Asked> asked = process.peer().sent(Asked.class);
		return asked.get(asked.size() - 1).id();
	}

	private static void answer(FakeCluster cluster, FakeProcess process, String text) {
		cluster.say(process, new Said(idOf(process), text, true));
	}

	private static Map.Entry<Speaker, String> entry(Kind kind, int index, FakeProcess process, String text) {
		return Map.entry(new Speaker(kind, index, process.pid()), text);
	}

}
