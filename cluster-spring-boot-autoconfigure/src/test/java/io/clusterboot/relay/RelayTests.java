package io.clusterboot.relay;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.clusterboot.ClusterConflictException;
import io.clusterboot.ClusterUnavailableException;
import io.clusterboot.Silence;
import io.clusterboot.ipc.Answer;
import io.clusterboot.ipc.MasterRequests;
import io.clusterboot.ipc.Message;
import io.clusterboot.ipc.Message.Asked;
import io.clusterboot.ipc.Message.Collect;
import io.clusterboot.ipc.Message.Counted;
import io.clusterboot.ipc.Message.Ready;
import io.clusterboot.ipc.Message.Reply;
import io.clusterboot.ipc.Message.Request;
import io.clusterboot.ipc.Message.Said;
import io.clusterboot.ipc.Message.Told;
import io.clusterboot.ipc.Operation;
import io.clusterboot.ipc.Operation.Ask;
import io.clusterboot.ipc.Parts;
import io.clusterboot.ipc.Peer;
import io.clusterboot.ipc.Speaker;
import io.clusterboot.ipc.Speaker.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Relay}.
 */
@Timeout(30)
@ExtendWith(Silence.class)
class RelayTests {

	private static final Speaker ONE = new Speaker(Kind.WORKER, 0, 100);

	private static final Speaker TWO = new Speaker(Kind.SILENT, 1, 101);

	private static final Duration LONG = Duration.ofSeconds(20);

	private final FakeMaster master = new FakeMaster();

	private final MasterRequests requests = new MasterRequests(4711, this.master);

	private final Relay relay = new Relay(this.master, this.requests);

	@Test
	void askTellsTheMasterAndReturnsWhatWasSaid() throws Exception {
		CompletableFuture<List<Statement>> answer = CompletableFuture
			.supplyAsync(() -> this.relay.ask(3, "how?", LONG));
		Request request = this.master.next(Request.class);
		assertThat(request.operation()).isEqualTo(new Ask(3, "how?", null));
		this.relay.received(new Told(request.id(), 0, "we"));
		this.relay.received(new Told(request.id() + 1, 0, "no"));
		this.relay.received(new Told(request.id(), 7, "no"));
		this.relay.received(new Told(request.id(), 0, "ll"));
		this.requests.answered(new Reply(request.id(), new Answer.Statements(List.of(ONE, TWO))));
		assertThat(answer.get()).containsExactly(new Statement(ONE, "well"), new Statement(TWO, ""));
	}

	@Test
	void askAllNamesTheSubject() throws Exception {
		CompletableFuture<List<Statement>> answer = CompletableFuture
			.supplyAsync(() -> this.relay.askAll("how?", "health"));
		Request request = this.master.next(Request.class);
		assertThat(request.operation()).isEqualTo(new Ask(Ask.ALL, "how?", "health"));
		this.requests.answered(new Reply(request.id(), new Answer.Statements(List.of())));
		assertThat(answer.get()).isEmpty();
	}

	@Test
	void askOfAWorkerThatIsNotThereSaysSo() throws Exception {
		CompletableFuture<List<Statement>> answer = CompletableFuture
			.supplyAsync(() -> this.relay.ask(7, "how?", LONG));
		this.requests
			.answered(new Reply(this.master.next(Request.class).id(), new Answer.Conflict("there is no worker 7")));
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(answer::get)
			.withCauseInstanceOf(ClusterConflictException.class)
			.withMessageContaining("there is no worker 7");
	}

	@Test
	void askWhenTheMasterIsSilentIsUnavailable() {
		assertThatExceptionOfType(ClusterUnavailableException.class)
			.isThrownBy(() -> this.relay.ask(0, "how?", Duration.ofMillis(20)))
			.withMessage("The master (pid 4711) did not answer within 20ms");
	}

	@Test
	void askWhenTheMasterGoesDoesNotWaitOn() throws Exception {
		CompletableFuture<List<Statement>> answer = CompletableFuture
			.supplyAsync(() -> this.relay.ask(0, "how?", LONG));
		this.master.next(Request.class);
		this.requests.abandon();
		assertThat(answer).failsWithin(Duration.ofSeconds(5))
			.withThrowableThat()
			.withCauseInstanceOf(ClusterUnavailableException.class);
	}

	@Test
	void askWhenInterruptedIsUnavailableAndStaysInterrupted() {
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(ClusterUnavailableException.class).isThrownBy(() -> this.relay.ask(0, "how?", LONG));
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void collectOfSeveralThreadsIsOneRequest() throws Exception {
		CompletableFuture<List<Statement>> first = CompletableFuture.supplyAsync(this.relay::collect);
		Request request = this.master.next(Request.class);
		assertThat(request.operation()).isEqualTo(new Operation.Collect());
		List<Thread> others = IntStream.range(0, 3)
			.mapToObj((i) -> new Thread(this.relay::collect, "relay-tests"))
			.peek(Thread::start)
			.toList();
		for (Thread other : others) {
			while (other.getState() != Thread.State.TIMED_WAITING) {
				Thread.onSpinWait();
			}
		}
		this.requests.answered(new Reply(request.id(), new Answer.Statements(List.of(ONE))));
		assertThat(first.get()).containsExactly(new Statement(ONE, ""));
		for (Thread other : others) {
			other.join();
		}
		assertThat(this.master.messages).as("other requests").isEmpty();
	}

	@Test
	void collectWhenTheThreadThatAsksIsInterruptedIsAskedByAnother() throws Exception {
		Thread first = new Thread(
				() -> assertThatExceptionOfType(ClusterUnavailableException.class).isThrownBy(this.relay::collect),
				"relay-tests");
		first.start();
		this.master.next(Request.class);
		CompletableFuture<List<Statement>> second = CompletableFuture.supplyAsync(this.relay::collect);
		first.interrupt();
		Request again = this.master.next(Request.class);
		this.requests.answered(new Reply(again.id(), new Answer.Statements(List.of(ONE))));
		assertThat(second.get()).containsExactly(new Statement(ONE, ""));
	}

	@Test
	void receivedLeavesOtherMessagesToOthers() {
		assertThat(this.relay.received(new Ready())).isFalse();
		assertThat(this.relay.received(new Told(1, 0, "x"))).isTrue();
	}

	@Test
	void askedIsAnsweredInParts() throws Exception {
		this.relay.answerBy((question) -> question + "y".repeat(Parts.LONGEST));
		this.relay.received(new Asked(5, "xx", false));
		assertThat(this.master.next(Said.class)).isEqualTo(new Said(5, "xx" + "y".repeat(Parts.LONGEST - 2), false));
		assertThat(this.master.next(Said.class)).isEqualTo(new Said(5, "yy", true));
	}

	@Test
	void askedWhenThereIsNoAnswerIsAnsweredWithNothing() throws Exception {
		this.relay.received(new Asked(5, "how?", false));
		assertThat(this.master.next(Said.class)).isEqualTo(new Said(5, "", true));
		this.relay.answerBy((question) -> {
			throw new IllegalStateException("broken");
		});
		this.relay.received(new Asked(6, "how?", true));
		assertThat(this.master.next(Said.class)).isEqualTo(new Said(6, "", true));
	}

	@Test
	void askedDoesNotWaitForAnotherAnswer() throws Exception {
		CountDownLatch dump = new CountDownLatch(1);
		this.relay.answerBy((question) -> question.equals("dump") ? awaited(dump) : "well");
		this.relay.received(new Asked(5, "dump", false));
		this.relay.received(new Asked(6, "how?", false));
		assertThat(this.master.next(Said.class)).isEqualTo(new Said(6, "well", true));
		dump.countDown();
		assertThat(this.master.next(Said.class)).isEqualTo(new Said(5, "done", true));
	}

	@Test
	void askedInOrderIsAnsweredInOrder() throws Exception {
		CountDownLatch first = new CountDownLatch(1);
		this.relay.answerBy((question) -> question.equals("0") ? awaited(first) : question);
		IntStream.range(0, 1000).forEach((i) -> this.relay.received(new Asked(i, String.valueOf(i), true)));
		first.countDown();
		for (int i = 0; i < 1000; i++) {
			assertThat(this.master.next(Said.class).id()).isEqualTo(i);
		}
	}

	@Test
	void askedMoreThanCanBeAnsweredIsAnsweredWithNothing() throws Exception {
		CountDownLatch end = new CountDownLatch(1);
		this.relay.answerBy((question) -> awaited(end));
		IntStream.range(0, 100).forEach((i) -> this.relay.received(new Asked(i, "how?", false)));
		assertThat(this.master.next(Said.class).part()).isEmpty();
		end.countDown();
	}

	@Test
	void collectIsAnsweredWithWhatHasGrownBeforeAll() throws Exception {
		this.relay.measureBy(new FakeGauging());
		this.relay.received(new Collect(5));
		assertThat(this.master.next(Counted.class)).isEqualTo(new Counted("growth of all"));
		assertThat(this.master.next(Said.class)).isEqualTo(new Said(5, "all", true));
	}

	@Test
	void collectWhenNothingIsMeasuredIsAnsweredWithNothing() throws Exception {
		this.relay.received(new Collect(5));
		assertThat(this.master.next(Said.class)).isEqualTo(new Said(5, "", true));
		this.relay.grow();
		this.relay.leave(LONG);
		assertThat(this.master.messages).isEmpty();
	}

	@Test
	void collectWhenMeasuringFailsIsAnsweredWithNothing() throws Exception {
		FakeGauging gauging = new FakeGauging();
		gauging.failure = new IllegalStateException("broken");
		this.relay.measureBy(gauging);
		this.relay.grow();
		this.relay.received(new Collect(5));
		assertThat(this.master.next(Said.class)).isEqualTo(new Said(5, "", true));
		gauging.failure = null;
		this.relay.grow();
		assertThat(this.master.next(Counted.class)).isEqualTo(new Counted("growth"));
	}

	@Test
	void measuringThatBlocksHoldsUpNobodyAndPilesUpNothing() throws Exception {
		FakeGauging gauging = new FakeGauging();
		gauging.block = new CountDownLatch(1);
		this.relay.measureBy(gauging);
		this.relay.received(new Collect(0));
		gauging.reading.await();
		for (int i = 1; i <= 1000; i++) {
			this.relay.grow();
			this.relay.received(new Collect(i));
		}
		this.relay.leave(Duration.ofMillis(20));
		assertThat(this.master.messages).isEmpty();
		gauging.block.countDown();
		this.relay.leave(LONG);
		assertThat(this.master.messages).filteredOn(Said.class::isInstance)
			.containsExactly(new Said(0, "all", true), new Said(1000, "all", true));
		assertThat(this.master.messages).filteredOn(new Counted("growth")::equals)
			.as("one that waited, and those of the ends")
			.hasSize(3);
	}

	@Test
	void leaveWaitsUntilTheLastIsSaid() {
		this.relay.measureBy(new FakeGauging());
		this.relay.leave(LONG);
		assertThat(this.master.messages).containsExactly(new Counted("growth"));
	}

	@Test
	void growthThatIsTooLongForAMessageIsCut() throws Exception {
		FakeGauging gauging = new FakeGauging();
		String family = "# TYPE %1$s counter\n%1$s_total{x=\"" + "x".repeat(Parts.LONGEST - 100) + "\"} 1.0\n";
		gauging.growth = family.formatted("a") + family.formatted("b");
		this.relay.measureBy(gauging);
		this.relay.grow();
		assertThat(this.master.next(Counted.class)).isEqualTo(new Counted(family.formatted("a")));
		assertThat(this.master.next(Counted.class)).isEqualTo(new Counted(family.formatted("b")));
	}

	@Test
	void growthOfNothingIsNotSaid() {
		FakeGauging gauging = new FakeGauging();
		gauging.growth = "";
		this.relay.measureBy(gauging);
		this.relay.leave(LONG);
		assertThat(this.master.messages).isEmpty();
	}

	private static String awaited(CountDownLatch latch) {
		try {
			latch.await();
			return "done";
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A master that keeps what it hears.
	 */
	private static final class FakeMaster implements Peer {

		private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();

		@Override
		public void send(Message message) {
			this.messages.add(message);
		}

		@Override
		public void close() {
		}

		<M extends Message> M next(Class<M> type) throws InterruptedException {
			Message message = this.messages.poll(10, TimeUnit.SECONDS);
			assertThat(message).isInstanceOf(type);
			return type.cast(message);
		}

	}

	/**
	 * Measures what a test says, when it says so.
	 */
	private static final class FakeGauging implements Gauging {

		private final CountDownLatch reading = new CountDownLatch(1);

		private volatile CountDownLatch block = new CountDownLatch(0);

		private volatile RuntimeException failure;

		private volatile String growth = "growth";

		@Override
		public Reading read() {
			this.reading.countDown();
			awaited(this.block);
			failIfTold();
			return new Reading("all", "growth of all");
		}

		@Override
		public String growth() {
			failIfTold();
			return this.growth;
		}

		private void failIfTold() {
			if (this.failure != null) {
				throw this.failure;
			}
		}

	}

}
