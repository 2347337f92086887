package io.clusterboot.ipc;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import io.clusterboot.ActionReport;
import io.clusterboot.ClusterEvent.ReloadRolledBack;
import io.clusterboot.ClusterEvent.ReloadStarted;
import io.clusterboot.ClusterEvent.ReloadSucceeded;
import io.clusterboot.ClusterEvent.Scaled;
import io.clusterboot.ClusterEvent.WorkerActive;
import io.clusterboot.ClusterEvent.WorkerExited;
import io.clusterboot.ClusterEvent.WorkerFailed;
import io.clusterboot.ClusterEvent.WorkerStarted;
import io.clusterboot.ClusterState;
import io.clusterboot.ClusterStatus.MasterStatus;
import io.clusterboot.ClusterStatus;
import io.clusterboot.Incident;
import io.clusterboot.ReloadProgress;
import io.clusterboot.ReloadReport.Result;
import io.clusterboot.ReloadReport;
import io.clusterboot.TaskState;
import io.clusterboot.WorkerLoad;
import io.clusterboot.WorkerState;
import io.clusterboot.WorkerStatus;
import io.clusterboot.ipc.Message.Activate;
import io.clusterboot.ipc.Message.Active;
import io.clusterboot.ipc.Message.Asked;
import io.clusterboot.ipc.Message.Attach;
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
import io.clusterboot.ipc.Message.Rejected;
import io.clusterboot.ipc.Message.Reply;
import io.clusterboot.ipc.Message.Request;
import io.clusterboot.ipc.Message.Resigned;
import io.clusterboot.ipc.Message.Said;
import io.clusterboot.ipc.Message.StopAccepting;
import io.clusterboot.ipc.Message.TaskChanged;
import io.clusterboot.ipc.Message.Told;
import io.clusterboot.ipc.Message.Welcome;
import org.jspecify.annotations.Nullable;

/**
 * One message of each kind, or more.
 */
public final class MessageSamples {

	private static final Instant TIME = Instant.parse("2025-03-04T05:06:07.089Z");

	private static final DrainOrder ORDER = new DrainOrder(Duration.ofNanos(1), Duration.ofDays(1), true);

	private MessageSamples() {
	}

	/**
	 * Return the messages.
	 * @return at least one of each kind
	 */
	public static Stream<Message> all() {
		return Stream.of(new Hello(Message.VERSION, "token", Long.MAX_VALUE), new Ready(), new Active(),
				new Failed("Zürich 東京 \uD83D\uDE80"), new Failed(""),
				new Heartbeat(WorkerLoad.UNKNOWN, Standstill.NONE), new Attach(Message.VERSION), new Rejected(2),
				new Heartbeat(new WorkerLoad(Long.MIN_VALUE, 7, 8, 1L << 40, 5, Double.NaN),
						new Standstill(Duration.ofMillis(5), Duration.ofMillis(7))),
				new Bye("SIGTERM"), new Request(-42, new Operation.Status()), new Welcome(Duration.ofSeconds(1), ORDER),
				new Activate(3), new StopAccepting(), new Drain(ORDER), new Request(44, new Operation.Reload()),
				new Request(45, new Operation.Scale(3)), new Request(46, new Operation.Restart(1)),
				new Request(47, new Operation.Threads(1)), new Request(48, new Operation.Stop()),
				new Reply(44, new Answer.Reloaded(report("worker 0 (pid 4711) exit code 1"))),
				new Reply(45, new Answer.Reloaded(report(null))),
				new Reply(46, new Answer.Conflict("a reload is under way")), new Reply(42, new Answer.Status(status())),
				new Reply(43, new Answer.Status(emptyStatus())),
				new Reply(47, new Answer.Threads("/run/dumps/worker-1.txt")),
				new Reply(48,
						new Answer.Done(
								new ActionReport(ActionReport.Result.FAILED, "exit code 1", 3, Duration.ofMillis(1)))),
				new Notice(new WorkerFailed(incident())), new Notice(new Scaled(2, 3, "SIGTTIN")),
				new Notice(new WorkerStarted(0, 4711, 1)), new Notice(new WorkerActive(1, 4712, 2)),
				new Notice(new WorkerExited(2, 4713, true, "exit code 0")), new Notice(new ReloadStarted(2)),
				new Notice(new ReloadSucceeded(2)), new Notice(new ReloadRolledBack(1, 2, "exit code 1")),
				new Lead(Long.MAX_VALUE,
						List.of(new TaskState("shop.Report.mail cron(0 0 3 * * *)", TIME, true),
								new TaskState("", null, false))),
				new TaskChanged(new TaskState("shop.Report.mail", null, true)), new Resigned(7),
				new Counted("# TYPE a counter\na_total 1.0\n"), new Collect(49), new Asked(50, "{}", true),
				new Said(49, "a_total 1.0", false), new Said(50, "", true), new Told(51, 1, "a_total 1.0"),
				new Request(52, new Operation.Collect()),
				new Request(53, new Operation.Ask(Operation.Ask.ALL, "{}", "loggers/shop")),
				new Request(54, new Operation.Ask(1, "{}", null)), new Reply(52, new Answer.Statements(
						List.of(new Speaker(Speaker.Kind.WORKER, 0, 4711), new Speaker(Speaker.Kind.RETIRED, 1, 0)))));
	}

	static ClusterStatus status() {
		WorkerStatus first = new WorkerStatus(0, 4711, 1, WorkerState.ACTIVE, TIME, 3, "exit code 1", 99, 4, 1 << 20,
				1 << 19, 0.5);
		WorkerStatus second = new WorkerStatus(1, 4712, 1, WorkerState.STARTING, TIME, 0, null, 0, 0, -1, -1, -1);
		return new ClusterStatus(ClusterState.RUNNING, 1, 2, new MasterStatus(4710, TIME), List.of(first, second),
				List.of(second), List.of(incident()), new ReloadProgress(2, "worker 0 (canary) is starting", TIME),
				List.of(report(null)), 1);
	}

	private static Incident incident() {
		return new Incident(TIME, 0, 4709, "exit code 1", null, new WorkerLoad(1, 2, 3, 4, 5, 0.5));
	}

	private static ClusterStatus emptyStatus() {
		return new ClusterStatus(ClusterState.STOPPING, 1, 1, new MasterStatus(1, TIME), List.of(), List.of(),
				List.of(), null, List.of(), 1);
	}

	private static ReloadReport report(@Nullable String reason) {
		return new ReloadReport((reason != null) ? Result.ROLLED_BACK : Result.SUCCEEDED, reason, 1, 2, TIME,
				Duration.ofMillis(4711));
	}

}
