package io.clusterboot.worker;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.clusterboot.ClusterConflictException;
import io.clusterboot.ClusterEvent;
import io.clusterboot.ClusterState;
import io.clusterboot.ClusterStatus.MasterStatus;
import io.clusterboot.ClusterStatus;
import io.clusterboot.ClusterUnavailableException;
import io.clusterboot.ReloadReport.Result;
import io.clusterboot.ReloadReport;
import io.clusterboot.TaskState;
import io.clusterboot.ipc.Answer;
import io.clusterboot.ipc.Connection;
import io.clusterboot.ipc.DrainOrder;
import io.clusterboot.ipc.IpcServer;
import io.clusterboot.ipc.Message.Activate;
import io.clusterboot.ipc.Message.Active;
import io.clusterboot.ipc.Message.Asked;
import io.clusterboot.ipc.Message.Bye;
import io.clusterboot.ipc.Message.Collect;
import io.clusterboot.ipc.Message.Counted;
import io.clusterboot.ipc.Message.Drain;
import io.clusterboot.ipc.Message.Failed;
import io.clusterboot.ipc.Message.Heartbeat;
import io.clusterboot.ipc.Message.Hello;
import io.clusterboot.ipc.Message.Lead;
import io.clusterboot.ipc.Message.Notice;
import io.clusterboot.ipc.Message.Ready;
import io.clusterboot.ipc.Message.Reply;
import io.clusterboot.ipc.Message.Request;
import io.clusterboot.ipc.Message.Resigned;
import io.clusterboot.ipc.Message.Said;
import io.clusterboot.ipc.Message.TaskChanged;
import io.clusterboot.ipc.Message.Told;
import io.clusterboot.ipc.Message.Welcome;
import io.clusterboot.ipc.Message;
import io.clusterboot.ipc.Operation;
import io.clusterboot.ipc.Parts;
import io.clusterboot.ipc.Peer;
import io.clusterboot.ipc.Speaker;
import io.clusterboot.ipc.Standstill;
import io.clusterboot.listen.DrainableServers;
import io.clusterboot.listen.ListenMode;
import io.clusterboot.listen.RequestPool;
import io.clusterboot.relay.Gauging;
import io.clusterboot.relay.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link WorkerAgent} with a real control socket.
 */
@Timeout(30)
@ExtendWith(OutputCaptureExtension.class)
class WorkerAgentTests {

	private static final DrainOrder ORDER = new DrainOrder(Duration.ZERO, Duration.ofSeconds(10), true);

	private static final ReloadReport REPORT = new ReloadReport(Result.SUCCEEDED, null, 2, 2, Instant.EPOCH,
			Duration.ofSeconds(3));

	private static final DrainOrder ORPHAN = new DrainOrder(Duration.ZERO, Duration.ofSeconds(5), true);

	private final FakeMaster master = new FakeMaster();

	private final FakeServer server = new FakeServer();

	private final FakeEnd end = new FakeEnd();

	private final FakeApplication application = new FakeApplication();

	private IpcServer ipc;

	private WorkerAgent agent;

	private boolean endsByItself;

	@BeforeEach
	void connect(@TempDir Path directory) throws Exception {
		Path socket = directory.resolve("control");
		this.ipc = IpcServer.open(socket, "letmein", this.master);
		DrainableServers servers = new DrainableServers(ListenMode.SHARED);
		servers.add(this.server);
		this.agent = WorkerAgent.connect(
				new WorkerIdentity(2, 1, 4, 4711, socket, "letmein", ListenMode.SHARED, 8080, null), servers, this.end);
		assertThat(this.master.next()).isEqualTo(new Hello(Message.VERSION, "letmein", ProcessHandle.current().pid()));
	}

	@AfterEach
	void close() {
		WorkerName.forget();
		this.ipc.close();
		await().until(() -> this.endsByItself || !this.end.calls.isEmpty());
	}

	@Test
	void readyAndActivateAcceptConnections() throws Exception {
		this.agent.ready(this.application);
		assertThat(this.master.next()).isEqualTo(new Ready());
		assertThat(this.server.calls()).isEmpty();
		this.master.say(new Activate(0));
		assertThat(this.master.next()).isEqualTo(new Active());
		assertThat(this.server.calls()).containsExactly("activate");
	}

	@Test
	void activateGivesASpareTheIndexThatItTakesOver() throws Exception {
		this.master.say(new Activate(3));
		assertThat(this.master.next()).isEqualTo(new Active());
		assertThat(this.agent.index()).isEqualTo(3);
	}

	@Test
	void leadIsGivenUpWhenTheWorkerIsToldToEnd() throws Exception {
		TaskState task = new TaskState("mail", Instant.EPOCH, false);
		this.agent.ready(this.application);
		this.master.next();
		this.master.say(new Lead(3, List.of(new TaskState("mail", Instant.EPOCH, true))));
		await().until(() -> this.agent.seat().term() == 3);
		this.master.say(new TaskChanged(task));
		await().until(() -> this.agent.seat().begin("mail", Instant.EPOCH));
		assertThat(this.master.next()).isEqualTo(new TaskChanged(new TaskState("mail", Instant.EPOCH, true)));
		this.master.say(new Drain(ORDER));
		assertThat(this.master.next()).isEqualTo(new Resigned(3));
		this.agent.seat().end("mail", null);
		assertThat(this.master.next()).isEqualTo(new TaskChanged(new TaskState("mail", null, false)));
	}

	@Test
	void leadEndsWithTheMaster() throws Exception {
		this.master.say(new Lead(3, List.of()));
		await().until(() -> this.agent.seat().term() == 3);
		this.ipc.close();
		await().until(() -> this.agent.seat().term() == 0);
	}

	@Test
	void reloadIsAskedOfTheMaster() throws Exception {
		CompletableFuture<ReloadReport> answer = CompletableFuture.supplyAsync(this.agent.questions()::reload);
		Request request = (Request) this.master.next();
		this.master.say(new Reply(request.id() + 100, new Answer.Reloaded(REPORT)));
		assertThat(answer).isNotDone();
		this.master.say(new Reply(request.id(), new Answer.Reloaded(REPORT)));
		assertThat(answer.get()).isEqualTo(REPORT);
	}

	@Test
	void reloadWhenThisIsNotTheTimeSaysWhy() throws Exception {
		CompletableFuture<ReloadReport> answer = CompletableFuture.supplyAsync(this.agent.questions()::reload);
		Request request = (Request) this.master.next();
		this.master.say(new Reply(request.id(), new Answer.Conflict("a reload is under way")));
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(answer::get)
			.withCauseInstanceOf(ClusterConflictException.class)
			.withMessageContaining("a reload is under way");
	}

	@Test
	void reloadWhenTheMasterGoesDoesNotWaitOn() throws Exception {
		CompletableFuture<ReloadReport> answer = CompletableFuture.supplyAsync(this.agent.questions()::reload);
		this.master.next();
		this.ipc.close();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(answer::get)
			.withCauseInstanceOf(ClusterUnavailableException.class);
	}

	@Test
	void reloadOfThisWorkerIsAnsweredOnceThePortIsLeft() throws Exception {
		this.agent.ready(this.application);
		this.master.next();
		this.server.connections(1);
		CompletableFuture<List<String>> callsWhenAnswered = CompletableFuture.supplyAsync(() -> {
			this.agent.questions().reload();
			return this.server.calls();
		});
		Request request = (Request) this.master.next();
		this.master.say(new Drain(ORDER));
		this.master.say(new Reply(request.id(), new Answer.Reloaded(REPORT)));
		assertThat(callsWhenAnswered.get()).contains("stopAccepting");
		this.server.connections(0);
	}

	@Test
	void heartbeatsComeAtTheIntervalWithTheLoad() throws Exception {
		long start = System.nanoTime();
		this.master.say(new Welcome(Duration.ofMillis(50), ORPHAN));
		for (int i = 0; i < 4; i++) {
			assertThat(this.master.next()).isInstanceOfSatisfying(Heartbeat.class, (heartbeat) -> {
				assertThat(heartbeat.load().requests()).isEqualTo(7);
				assertThat(heartbeat.load().busyThreads()).isEqualTo(3);
				assertThat(heartbeat.load().heapUsed()).isPositive();
				assertThat(heartbeat.load().cpu()).isGreaterThanOrEqualTo(-1);
			});
		}
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(190));
	}

	@Test
	void heartbeatsSayWhenTheRequestThreadsAreStuck() throws Exception {
		this.server.pool(new FakePool());
		this.master.say(new Welcome(Duration.ofMillis(20), ORPHAN));
		for (Duration last = Duration.ofMillis(-1); last.compareTo(Duration.ofMillis(100)) < 0;) {
			Duration next = ((Heartbeat) this.master.next()).standstill().requests();
			assertThat(next).isGreaterThan(last);
			last = next;
		}
	}

	@Test
	void heartbeatsComeWhateverGoesWrongInMeasuring() throws Exception {
		this.server.pool(new RequestPool() {

			@Override
			public boolean offer(Runnable task) {
				return true;
			}

			@Override
			public long finished() {
				throw new IllegalStateException("broken");
			}

		});
		this.master.say(new Welcome(Duration.ofMillis(20), ORPHAN));
		for (int i = 0; i < 3; i++) {
			assertThat(this.master.next()).isInstanceOfSatisfying(Heartbeat.class, (heartbeat) -> {
				assertThat(heartbeat.standstill()).isEqualTo(Standstill.NONE);
				assertThat(heartbeat.load().requests()).isEqualTo(7);
			});
		}
	}

	@Test
	void noHeartbeatComesBeforeTheWelcome() {
		assertThat(this.master.messages).isEmpty();
	}

	@Test
	void statusIsAskedOfTheMaster() throws Exception {
		ClusterStatus status = new ClusterStatus(ClusterState.RUNNING, 1, 4,
				new MasterStatus(4711, Instant.ofEpochSecond(1)), List.of(), List.of(), List.of(), null, List.of(), 1);
		CompletableFuture<ClusterStatus> answer = CompletableFuture.supplyAsync(this.agent.questions()::status);
		Request request = (Request) this.master.next();
		this.master.say(new Reply(request.id() + 100, new Answer.Status(status)));
		assertThat(answer).isNotDone();
		this.master.say(new Reply(request.id(), new Answer.Status(status)));
		assertThat(answer.get()).isEqualTo(status);
	}

	@Test
	void statusWhenTheMasterIsSilentIsUnavailable() {
		assertThatExceptionOfType(ClusterUnavailableException.class).isThrownBy(this.agent.questions()::status)
			.withMessage("The master (pid 4711) did not answer within 1000ms");
	}

	@Test
	void statusWhenInterruptedIsUnavailableAndStaysInterrupted() {
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(ClusterUnavailableException.class).isThrownBy(this.agent.questions()::status);
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void statusWhenTheMasterGoesIsUnavailable() throws Exception {
		CompletableFuture<ClusterStatus> answer = CompletableFuture.supplyAsync(this.agent.questions()::status);
		assertThat(this.master.next()).isInstanceOf(Request.class);
		this.ipc.close();
		assertThat(answer).failsWithin(Duration.ofSeconds(5))
			.withThrowableThat()
			.withCauseInstanceOf(ClusterUnavailableException.class);
	}

	@Test
	void failedNamesTheRootCauseAndLetsTheApplicationEndByItself(CapturedOutput output) throws Exception {
		this.agent.failed(new IllegalStateException("no context",
				new IllegalArgumentException("no bean", new BindException("Address already in use"))));
		assertThat(this.master.next()).isEqualTo(new Failed(
				"java.net.BindException: Address already in use " + "(java.lang.IllegalStateException: no context)"));
		await().until(() -> this.master.closed);
		assertThat(this.end.calls).isEmpty();
		assertThat(output).doesNotContain("is gone");
		this.endsByItself = true;
	}

	@Test
	void failedWithoutACauseNamesTheExceptionOnce() throws Exception {
		this.agent.failed(new IllegalStateException("no context"));
		assertThat(this.master.next()).isEqualTo(new Failed("java.lang.IllegalStateException: no context"));
		this.endsByItself = true;
	}

	@Test
	void activateWhenThePortIsRefusedFailsAndLeaves() throws Exception {
		this.server.refuse(new BindException("Address already in use"));
		this.agent.ready(this.application);
		assertThat(this.master.next()).isEqualTo(new Ready());
		this.master.say(new Activate(0));
		assertThat(this.master.next()).isEqualTo(new Failed("java.net.BindException: Address already in use"));
		await().until(() -> this.end.calls.contains("inOrder"));
	}

	@Test
	void activateWhenItFailsUnexpectedlyFailsAndLeaves(CapturedOutput output) throws Exception {
		this.server.refuse(new IllegalStateException("no socket"));
		this.agent.ready(this.application);
		assertThat(this.master.next()).isEqualTo(new Ready());
		this.master.say(new Activate(0));
		assertThat(this.master.next()).isEqualTo(new Failed("java.lang.IllegalStateException: no socket"));
		await().until(() -> this.end.calls.contains("inOrder"));
		assertThat(output).doesNotContain("is gone");
	}

	@Test
	void drainTakesReadinessDownThenDrainsThenEnds() throws Exception {
		this.application.server = this.server;
		this.agent.ready(this.application);
		assertThat(this.master.next()).isEqualTo(new Ready());
		this.master.say(new Drain(ORDER));
		await().until(() -> this.end.calls.contains("inOrder"));
		assertThat(this.server.calls()).containsExactly("refuseTraffic", "emptyQueue PT8S", "stopAccepting",
				"closeIdle PT2S");
	}

	/*
	 * The other workers serve on, and a load balancer knows only the host.
	 */
	@Test
	void drainWhenOthersGoOnLeavesReadinessUp() throws Exception {
		this.agent.ready(this.application);
		this.master.say(new Drain(new DrainOrder(Duration.ZERO, Duration.ofSeconds(10), false)));
		await().until(() -> this.end.calls.contains("inOrder"));
		assertThat(this.server.calls()).containsExactly("stopAccepting", "closeIdle PT2S");
		assertThat(this.application.calls).isEmpty();
	}

	@Test
	void drainTwiceLeavesOnce() throws Exception {
		this.agent.ready(this.application);
		this.server.connections(1);
		this.master.say(new Drain(ORDER));
		await().until(() -> this.server.calls().contains("stopAccepting"));
		this.master.say(new Drain(ORPHAN));
		this.ipc.close();
		this.server.connections(0);
		await().until(() -> this.end.calls.contains("inOrder"));
		assertThat(this.server.calls()).containsOnlyOnce("stopAccepting");
		assertThat(this.application.calls).containsOnlyOnce("refuseTraffic");
		assertThat(this.end.calls).containsExactly("inOrder");
	}

	@Test
	void drainBeforeReadyEndsWithoutTouchingTheServer() throws Exception {
		this.master.say(new Drain(ORDER));
		await().until(() -> this.end.calls.contains("inOrder"));
		assertThat(this.server.calls()).isEmpty();
	}

	@Test
	void drainWhenTheApplicationFailsEndsAllTheSame() throws Exception {
		this.application.failure = new IllegalStateException("listener failed");
		this.agent.ready(this.application);
		this.master.say(new Drain(ORDER));
		await().until(() -> this.end.calls.contains("inOrder"));
	}

	@Test
	void heartbeatsComeWithWhatHasGrown() throws Exception {
		FakeGauging gauging = new FakeGauging("");
		this.agent.relay().measureBy(gauging);
		this.master.say(new Welcome(Duration.ofMillis(20), ORPHAN));
		gauging.grow("a_total 1.0");
		await().until(() -> this.master.messages.contains(new Counted("a_total 1.0")));
		gauging.grow("a_total 2.0");
		await().until(() -> this.master.messages.contains(new Counted("a_total 2.0")));
		assertThat(this.master.messages).filteredOn(Counted.class::isInstance).hasSize(2);
	}

	@Test
	void heartbeatsComeWhileAMeterBlocks() throws Exception {
		FakeGauging gauging = new FakeGauging("");
		this.agent.relay().measureBy(gauging);
		gauging.block();
		this.master.say(new Collect(1));
		this.master.say(new Welcome(Duration.ofMillis(20), ORPHAN));
		for (int i = 0; i < 4; i++) {
			assertThat(this.master.next()).isInstanceOf(Heartbeat.class);
		}
		gauging.unblock();
	}

	@Test
	void drainSaysWhatWasCountedLastOnceAllIsAnswered() throws Exception {
		FakeGauging gauging = new FakeGauging("");
		this.agent.relay().measureBy(gauging);
		this.agent.ready(this.application);
		assertThat(this.master.next()).isEqualTo(new Ready());
		this.server.connections(1);
		this.master.say(new Drain(ORDER));
		await().until(() -> this.server.calls().contains("stopAccepting"));
		assertThat(this.master.messages).isEmpty();
		gauging.grow("a_total 1.0");
		this.server.connections(0);
		assertThat(this.master.next()).isEqualTo(new Counted("a_total 1.0"));
		await().until(() -> this.end.calls.contains("inOrder"));
	}

	@Test
	void drainWhenAMeterBlocksEndsAllTheSame(CapturedOutput output) throws Exception {
		FakeGauging gauging = new FakeGauging("");
		this.agent.relay().measureBy(gauging);
		this.agent.ready(this.application);
		gauging.block();
		this.master.say(new Collect(1));
		this.master.say(new Drain(ORDER));
		await().until(() -> this.end.calls.contains("inOrder"));
		assertThat(output).contains("What this worker has counted last is lost");
		gauging.unblock();
	}

	@Test
	void endOfStreamDoesNotWaitForAMeter(CapturedOutput output) throws Exception {
		FakeGauging gauging = new FakeGauging("");
		this.agent.relay().measureBy(gauging);
		this.agent.ready(this.application);
		gauging.block();
		this.master.say(new Collect(1));
		gauging.awaitRead();
		this.ipc.close();
		await().until(() -> this.end.calls.contains("inOrder"));
		assertThat(output).doesNotContain("What this worker has counted last is lost");
		gauging.unblock();
	}

	@Test
	void collectionOfALongTextComesWhole() throws Exception {
		String text = longText();
		this.agent.relay().measureBy(new FakeGauging(text));
		this.master.say(new Collect(9));
		StringBuilder said = new StringBuilder();
		for (boolean last = false; !last;) {
			Said next = (Said) this.master.next();
			assertThat(next.id()).isEqualTo(9);
			said.append(next.part());
			last = next.last();
		}
		assertThat(said.toString()).isEqualTo(text);
	}

	@Test
	void collectionThatIsAskedForComesWholeAndMixesWithOtherQuestions() throws Exception {
		String text = longText();
		Speaker speaker = new Speaker(Speaker.Kind.WORKER, 1, 4712);
		CompletableFuture<List<Statement>> collection = CompletableFuture.supplyAsync(this.agent.relay()::collect);
		Request request = (Request) this.master.next();
		assertThat(request.operation()).isEqualTo(new Operation.Collect());
		CompletableFuture<ReloadReport> reload = CompletableFuture.supplyAsync(this.agent.questions()::reload);
		Request other = (Request) this.master.next();
		assertThat(other.id()).isNotEqualTo(request.id());
		Parts.of(text).forEach((part) -> this.master.say(new Told(request.id(), 0, part)));
		this.master.say(new Reply(other.id(), new Answer.Reloaded(REPORT)));
		this.master.say(new Reply(request.id(), new Answer.Statements(List.of(speaker))));
		assertThat(collection.get()).containsExactly(new Statement(speaker, text));
		assertThat(reload.get()).isEqualTo(REPORT);
	}

	@Test
	void collectionIsAnsweredAtOnceWhileTheWorkerLeaves() throws Exception {
		this.agent.ready(this.application);
		this.master.next();
		this.server.connections(1);
		this.master.say(new Drain(new DrainOrder(Duration.ofSeconds(60), Duration.ofSeconds(10), true)));
		await().until(() -> this.application.calls.contains("refuseTraffic"));
		CompletableFuture<List<Statement>> collection = CompletableFuture.supplyAsync(this.agent.relay()::collect);
		Request request = (Request) this.master.next();
		this.master.say(new Reply(request.id(), new Answer.Statements(List.of())));
		assertThat(collection).succeedsWithin(Duration.ofMillis(900));
		this.server.connections(0);
		this.ipc.close();
	}

	@Test
	void questionOfAnotherIsAnswered() throws Exception {
		this.agent.relay().answerBy((question) -> question + "!");
		this.master.say(new Asked(3, "how", false));
		assertThat(this.master.next()).isEqualTo(new Said(3, "how!", true));
	}

	/*
	 * Three megabytes, and more than twice as much in UTF-8.
	 */
	private static String longText() {
		return "a_total{city=\"東京 \uD83D\uDE80 東京東京東京\"} 1.0\n".repeat(75_000);
	}

	@Test
	void endOfStreamStartsLeavingAsTheMasterHasSaid(CapturedOutput output) throws Exception {
		this.agent.ready(this.application);
		this.master.say(new Welcome(Duration.ofHours(1), ORPHAN));
		this.master.say(new Activate(0));
		assertThat(this.master.next()).isEqualTo(new Ready());
		assertThat(this.master.next()).isEqualTo(new Active());
		this.ipc.close();
		await().until(() -> this.end.calls.contains("inOrder"));
		assertThat(this.server.calls()).containsExactly("activate", "emptyQueue PT4S", "stopAccepting",
				"closeIdle PT2S");
		assertThat(this.application.calls).contains("refuseTraffic");
		assertThat(output).contains("The master (pid 4711) is gone; this worker shuts down");
	}

	@Test
	void leaveAsksTheMaster() throws Exception {
		this.agent.leave("SIGTERM");
		assertThat(this.master.next()).isEqualTo(new Bye("SIGTERM"));
		assertThat(this.end.calls).isEmpty();
	}

	@Test
	void noticeIsPublishedInTheApplication() throws Exception {
		ClusterEvent event = new ClusterEvent.WorkerActive(1, 4712, 1);
		this.master.say(new Notice(event));
		this.agent.ready(this.application);
		assertThat(this.master.next()).isEqualTo(new Ready());
		this.master.say(new Notice(event));
		await().until(() -> this.application.calls.contains("publish " + event));
	}

	@Test
	void noticeOfAnotherNumberOfWorkersIsTakenIn() throws Exception {
		int before = this.agent.count();
		this.master.say(new Notice(new ClusterEvent.Scaled(before, before + 3, "test")));
		await().until(() -> this.agent.count() == before + 3);
	}

	@Test
	void noticeWhenAListenerFailsDoesNotCostTheConnection() throws Exception {
		this.application.failure = new IllegalStateException("listener failed");
		this.agent.ready(this.application);
		assertThat(this.master.next()).isEqualTo(new Ready());
		this.master.say(new Notice(new ClusterEvent.WorkerActive(1, 4712, 1)));
		this.master.say(new Activate(0));
		assertThat(this.master.next()).isEqualTo(new Active());
		assertThat(this.end.calls).isEmpty();
	}

	@Test
	void messageForAMasterIsIgnored() throws Exception {
		this.master.say(new Ready());
		this.agent.leave("test");
		assertThat(this.master.next()).isEqualTo(new Bye("test"));
	}

	@Test
	void connectWhenThereIsNoMasterFails(@TempDir Path directory) {
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> WorkerAgent.connect(
				new WorkerIdentity(0, 1, 1, 4711, directory.resolve("none"), "x", ListenMode.SHARED, 8080, null),
				new DrainableServers(ListenMode.SHARED), this.end));
	}

	/**
	 * A master that keeps what it hears.
	 */
	private static final class FakeMaster implements Connection.Listener {

		private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();

		private volatile boolean closed;

		private volatile Peer worker;

		@Override
		public void received(Peer peer, Message message) {
			this.worker = peer;
			this.messages.add(message);
		}

		@Override
		public void closed(Peer peer) {
			this.closed = true;
		}

		Message next() throws InterruptedException {
			Message message = this.messages.poll(10, TimeUnit.SECONDS);
			assertThat(message).isNotNull();
			return message;
		}

		void say(Message message) {
			this.worker.send(message);
		}

	}

	/**
	 * An application that keeps what it is told.
	 */
	private static final class FakeApplication implements WorkerApplication {

		private final List<String> calls = new CopyOnWriteArrayList<>();

		private volatile RuntimeException failure;

		private volatile FakeServer server;

		@Override
		public void refuseTraffic() {
			this.calls.add("refuseTraffic");
			if (this.server != null) {
				this.server.calls().add("refuseTraffic");
			}
			failIfTold();
		}

		@Override
		public void publish(ClusterEvent event) {
			this.calls.add("publish " + event);
			failIfTold();
		}

		private void failIfTold() {
			if (this.failure != null) {
				throw this.failure;
			}
		}

	}

	/**
	 * Measures what a test says.
	 */
	private static final class FakeGauging implements Gauging {

		private final String all;

		private final AtomicReference<String> growth = new AtomicReference<>("");

		private final CountDownLatch read = new CountDownLatch(1);

		private volatile CountDownLatch block = new CountDownLatch(0);

		FakeGauging(String all) {
			this.all = all;
		}

		void grow(String growth) {
			this.growth.set(growth);
		}

		void block() {
			this.block = new CountDownLatch(1);
		}

		void unblock() {
			this.block.countDown();
		}

		void awaitRead() throws InterruptedException {
			this.read.await();
		}

		@Override
		public Reading read() {
			this.read.countDown();
			try {
				this.block.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			return new Reading(this.all, growth());
		}

		@Override
		public String growth() {
			return this.growth.getAndSet("");
		}

	}

	/**
	 * An end that nobody dies of.
	 */
	private static final class FakeEnd implements ProcessEnd {

		private final List<String> calls = new CopyOnWriteArrayList<>();

		@Override
		public void inOrder() {
			this.calls.add("inOrder");
		}

		@Override
		public void atOnce() {
			this.calls.add("atOnce");
		}

	}

}
