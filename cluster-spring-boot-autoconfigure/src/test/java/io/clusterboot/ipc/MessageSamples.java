package io.clusterboot.ipc;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import io.clusterboot.ClusterEvent.ReloadRolledBack;
import io.clusterboot.ClusterEvent.ReloadStarted;
import io.clusterboot.ClusterEvent.ReloadSucceeded;
import io.clusterboot.ClusterEvent.WorkerActive;
import io.clusterboot.ClusterEvent.WorkerExited;
import io.clusterboot.ClusterEvent.WorkerStarted;
import io.clusterboot.ClusterState;
import io.clusterboot.ClusterStatus;
import io.clusterboot.ClusterStatus.MasterStatus;
import io.clusterboot.Incident;
import io.clusterboot.ReloadProgress;
import io.clusterboot.ReloadReport;
import io.clusterboot.ReloadReport.Result;
import io.clusterboot.WorkerLoad;
import io.clusterboot.WorkerState;
import io.clusterboot.WorkerStatus;
import io.clusterboot.ipc.Message.Activate;
import io.clusterboot.ipc.Message.Active;
import io.clusterboot.ipc.Message.Bye;
import io.clusterboot.ipc.Message.Drain;
import io.clusterboot.ipc.Message.Failed;
import io.clusterboot.ipc.Message.Heartbeat;
import io.clusterboot.ipc.Message.Hello;
import io.clusterboot.ipc.Message.Notice;
import io.clusterboot.ipc.Message.Ready;
import io.clusterboot.ipc.Message.ReloadConflict;
import io.clusterboot.ipc.Message.ReloadReply;
import io.clusterboot.ipc.Message.ReloadRequest;
import io.clusterboot.ipc.Message.StatusReply;
import io.clusterboot.ipc.Message.StatusRequest;
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
				new Failed("Zürich 東京 \uD83D\uDE80"), new Failed(""), new Heartbeat(WorkerLoad.UNKNOWN),
				new Heartbeat(new WorkerLoad(Long.MIN_VALUE, 7, 1L << 40, 5, Double.NaN)), new Bye("SIGTERM"),
				new StatusRequest(-42), new Welcome(Duration.ofSeconds(1), ORDER), new Activate(3), new Drain(ORDER),
				new ReloadRequest(44), new ReloadReply(44, report("worker 0 (pid 4711) exit code 1")),
				new ReloadReply(45, report(null)), new ReloadConflict(46, "a reload is under way"),
				new StatusReply(42, status()), new StatusReply(43, emptyStatus()),
				new Notice(new WorkerStarted(0, 4711, 1)), new Notice(new WorkerActive(1, 4712, 2)),
				new Notice(new WorkerExited(2, 4713, true, "exit code 0")), new Notice(new ReloadStarted(2)),
				new Notice(new ReloadSucceeded(2)), new Notice(new ReloadRolledBack(1, 2, "exit code 1")));
	}

	static ClusterStatus status() {
		WorkerStatus first = new WorkerStatus(0, 4711, 1, WorkerState.ACTIVE, TIME, 3, "exit code 1", 99, 4, 1 << 20,
				1 << 19, 0.5);
		WorkerStatus second = new WorkerStatus(1, 4712, 1, WorkerState.STARTING, TIME, 0, null, 0, 0, -1, -1, -1);
		return new ClusterStatus(ClusterState.RUNNING, 1, 2, new MasterStatus(4710, TIME), List.of(first, second),
				List.of(second), List.of(new Incident(TIME, 0, 4709, "exit code 1")),
				new ReloadProgress(2, "worker 0 (canary) is starting", TIME), List.of(report(null)));
	}

	private static ClusterStatus emptyStatus() {
		return new ClusterStatus(ClusterState.STOPPING, 1, 1, new MasterStatus(1, TIME), List.of(), List.of(),
				List.of(), null, List.of());
	}

	private static ReloadReport report(@Nullable String reason) {
		return new ReloadReport((reason != null) ? Result.ROLLED_BACK : Result.SUCCEEDED, reason, 1, 2, TIME,
				Duration.ofMillis(4711));
	}

}
