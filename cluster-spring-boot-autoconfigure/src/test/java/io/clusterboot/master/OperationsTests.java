package io.clusterboot.master;

import io.clusterboot.ActionReport;
import io.clusterboot.ClusterState;
import io.clusterboot.ipc.Answer;
import io.clusterboot.ipc.DrainOrder;
import io.clusterboot.ipc.Message;
import io.clusterboot.ipc.Message.Attach;
import io.clusterboot.ipc.Message.Bye;
import io.clusterboot.ipc.Message.Drain;
import io.clusterboot.ipc.Message.Rejected;
import io.clusterboot.ipc.Message.Request;
import io.clusterboot.ipc.Operation;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Operations} and {@link Operators}, through their supervisor.
 */
class OperationsTests {

	private final FakeCluster cluster = new FakeCluster(2, 2).start();

	private final FakePeer operator = new FakePeer();

	private void attach() {
		this.cluster.step(new Event.Received(this.operator, new Attach(Message.VERSION)));
	}

	private void ask(Operation operation) {
		this.cluster.step(new Event.Received(this.operator, new Request(7, operation)));
	}

	@Test
	void operatorIsAnsweredByTheIdOfItsRequest() {
		attach();
		ask(new Operation.Status());
		assertThat(this.operator.sent())
			.containsExactly(new Message.Reply(7, new Answer.Status(this.cluster.status())));
	}

	@Test
	void operatorWhenNotAttachedIsIgnored() {
		ask(new Operation.Stop());
		assertThat(this.operator.sent()).isEmpty();
		assertThat(this.cluster.status().state()).isEqualTo(ClusterState.RUNNING);
	}

	@Test
	void operatorWhenItHasGoneIsForgotten() {
		attach();
		this.cluster.step(new Event.Disconnected(this.operator));
		ask(new Operation.Stop());
		assertThat(this.cluster.status().state()).isEqualTo(ClusterState.RUNNING);
	}

	@Test
	void operatorOfAnotherVersionIsToldTheOwnOne() {
		this.cluster.step(new Event.Received(this.operator, new Attach(Message.VERSION + 1)));
		assertThat(this.operator.sent()).containsExactly(new Rejected(Message.VERSION));
		assertThat(this.operator.isClosed()).isTrue();
		ask(new Operation.Stop());
		assertThat(this.cluster.status().state()).isEqualTo(ClusterState.RUNNING);
	}

	@Test
	void reloadIsAnsweredWhenItIsOver() {
		attach();
		ask(new Operation.Reload());
		assertThat(this.operator.sent()).isEmpty();
		this.cluster.stager().fail("damaged");
		assertThat(this.operator.answers(Answer.Reloaded.class)).singleElement()
			.satisfies((answer) -> assertThat(answer.report().reason()).isEqualTo("damaged"));
	}

	@Test
	void stopIsAnsweredWhenItHasBegun() {
		attach();
		ask(new Operation.Stop());
		assertThat(this.operator.answers(Answer.Done.class)).singleElement()
			.satisfies((answer) -> assertThat(answer.report().result()).isEqualTo(ActionReport.Result.SUCCEEDED));
		assertThat(this.cluster.status().state()).isEqualTo(ClusterState.STOPPING);
		assertThat(this.cluster.launcher().last().peer().sent(Drain.class)).extracting(Drain::order)
			.extracting(DrainOrder::last)
			.containsExactly(true);
	}

	@Test
	void stopWhenAskedTwiceDoesNotHurry() {
		attach();
		ask(new Operation.Stop());
		ask(new Operation.Stop());
		assertThat(this.operator.answers(Answer.Done.class)).hasSize(2);
		assertThat(this.cluster.launcher().launched()).allMatch((process) -> process.killed() == 0);
	}

	@Test
	void stopOfAWorkerIsAnsweredAfterItWasToldToDrain() {
		FakeProcess worker = this.cluster.launcher().last();
		this.cluster.say(worker, new Request(8, new Operation.Stop()));
		assertThat(worker.peer().sent()).extracting(Message::getClass).endsWith(Drain.class, Message.Reply.class);
	}

	@Test
	void threadsAreAnsweredWithTheFileTheyAreWrittenTo() {
		attach();
		ask(new Operation.Threads(1));
		FakeProcess worker = this.cluster.launcher().last(1);
		assertThat(worker.dumped()).isOne();
		assertThat(this.operator.sent()).isEmpty();
		this.cluster.dumper().finish(worker, "/run/dumps/1.txt");
		assertThat(this.operator.answers(Answer.Threads.class)).containsExactly(new Answer.Threads("/run/dumps/1.txt"));
		this.cluster.dumper().finish(worker, "/run/dumps/2.txt");
		assertThat(this.operator.sent()).hasSize(1);
		assertThat(worker.terminated()).isZero();
	}

	@Test
	void threadsWhenTheyCannotBeWrittenAreRefused() {
		attach();
		ask(new Operation.Threads(1));
		this.cluster.dumper().finish(this.cluster.launcher().last(1), null);
		assertThat(this.operator.answers(Answer.Conflict.class)).singleElement()
			.satisfies((answer) -> assertThat(answer.reason()).contains("did not say what its threads do"));
	}

	@Test
	void threadsWhenTheWorkerEndsMeanwhileAreRefused() {
		attach();
		ask(new Operation.Threads(1));
		this.cluster.launcher().last(1).exit(137);
		assertThat(this.operator.answers(Answer.Conflict.class)).hasSize(1);
	}

	@Test
	void threadsWhenThereIsNoSuchWorkerAreRefused() {
		attach();
		ask(new Operation.Threads(2));
		assertThat(this.operator.answers(Answer.Conflict.class))
			.containsExactly(new Answer.Conflict("there is no worker 2"));
	}

	@Test
	void threadsOfASuccessorAndItsPredecessorAreOfTheOneThatServes() {
		attach();
		FakeProcess leaving = this.cluster.launcher().last(1);
		this.cluster.say(leaving, new Bye("SIGTERM"));
		this.cluster.activateAll();
		ask(new Operation.Threads(1));
		assertThat(leaving.dumped()).isZero();
		assertThat(this.cluster.launcher().last(1).dumped()).isOne();
	}

}
