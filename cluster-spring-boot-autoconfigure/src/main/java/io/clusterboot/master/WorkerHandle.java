package io.clusterboot.master;

import java.time.Duration;
import java.time.Instant;

import io.clusterboot.WorkerLoad;
import io.clusterboot.WorkerState;
import io.clusterboot.generation.Generation;
import io.clusterboot.ipc.Message;
import io.clusterboot.ipc.Message.Activate;
import io.clusterboot.ipc.Message.Heartbeat;
import io.clusterboot.ipc.Peer;
import io.clusterboot.ipc.Standstill;
import org.jspecify.annotations.Nullable;

/**
 * A worker process from the master's perspective. Used by the master's thread alone.
 */
final class WorkerHandle {

	private static final long UNKNOWN = -1;

	private final LaunchOrder order;

	private final WorkerProcess process;

	private final Deadlines deadlines;

	private final Instant startedAt;

	private final long launchedAt;

	private int index;

	private boolean spare;

	private WorkerState state = WorkerState.STARTING;

	private long deadline;

	private long readySince;

	private long activeSince;

	private boolean wasActive;

	private WorkerLoad load = WorkerLoad.UNKNOWN;

	private Standstill standstill = Standstill.NONE;

	private long startNanos = UNKNOWN;

	private long lastHeartbeat;

	private boolean hasBeaten;

	private @Nullable Peer peer;

	private boolean closed;

	private @Nullable Trouble trouble;

	private @Nullable String dump;

	private boolean terminated;

	private boolean endWanted;

	private boolean givesWay;

	private boolean toldToAccept;

	private @Nullable Retirement retirement;

	/**
	 * Create a handle.
	 * @param index index of the worker; of a spare a number that no other worker has
	 * @param spare whether it is started to wait
	 * @param order what it was launched as
	 * @param process its process
	 * @param deadlines how long it may be in a state
	 * @param startedAt when it was launched, for people
	 * @param now when it was launched
	 */
	WorkerHandle(int index, boolean spare, LaunchOrder order, WorkerProcess process, Deadlines deadlines,
			Instant startedAt, long now) {
		this.index = index;
		this.spare = spare;
		this.order = order;
		this.process = process;
		this.deadlines = deadlines;
		this.startedAt = startedAt;
		this.launchedAt = now;
		renewDeadline(now);
	}

	int index() {
		return this.index;
	}

	/**
	 * Return the index that stands in its environment, and in the names of its files.
	 */
	int launchedAs() {
		return this.order.number();
	}

	/**
	 * Return how many workers there should be when it was launched.
	 */
	int launchedAmong() {
		return this.order.count();
	}

	boolean isSpare() {
		return this.spare;
	}

	/**
	 * Become the worker of an index, which no other holds.
	 */
	void takeOver(int index) {
		this.index = index;
		this.spare = false;
	}

	Generation generation() {
		return this.order.generation();
	}

	WorkerProcess process() {
		return this.process;
	}

	long pid() {
		return this.process.pid();
	}

	Instant startedAt() {
		return this.startedAt;
	}

	WorkerState state() {
		return this.state;
	}

	long deadline() {
		return this.deadline;
	}

	WorkerLoad load() {
		return this.load;
	}

	/**
	 * Return for how long it did not get on with its work, by its last heartbeat.
	 */
	Standstill standstill() {
		return this.standstill;
	}

	boolean wasActive() {
		return this.wasActive;
	}

	boolean isEndWanted() {
		return this.endWanted;
	}

	/**
	 * Let it be replaced, although it is well.
	 */
	void retire(Retirement retirement) {
		this.retirement = retirement;
	}

	/**
	 * Return its last retirement, which may have been called off.
	 */
	@Nullable Retirement retirement() {
		return this.retirement;
	}

	boolean isRetired() {
		return this.retirement != null && !this.retirement.isCalledOff();
	}

	/**
	 * Return what went wrong in or with this worker, in its own or the master's words.
	 */
	@Nullable Trouble trouble() {
		return this.trouble;
	}

	/**
	 * Take in that something went wrong. What comes first is the cause of the rest.
	 */
	void troubled(RestartReason reason, String text) {
		if (this.trouble == null) {
			this.trouble = new Trouble(reason, text);
		}
	}

	/**
	 * Return the file in which it is written what its threads did.
	 */
	@Nullable String dump() {
		return this.dump;
	}

	void dumped(@Nullable String file) {
		this.dump = (file != null) ? file : this.dump;
	}

	/*
	 * Also true of a successor while its predecessor is there: nobody else has to be
	 * started. A worker that is killed for what it did keeps its index until it has
	 * ended: only then it is decided when the next one may start. Unless that is certain
	 * before.
	 */
	boolean holdsIndex() {
		return !this.spare && (this.state.holdsIndex()
				|| (this.state == WorkerState.KILLING && !this.endWanted && !this.givesWay));
	}

	/**
	 * Give up the index before the end: nobody has to wait for that.
	 */
	void giveWay() {
		this.givesWay = true;
	}

	/**
	 * Go to another state. Nothing else changes the state.
	 * @param next the state
	 * @param now time of the change
	 * @throws IllegalStateException if that is no step of a worker's life
	 */
	void become(WorkerState next, long now) {
		if (!this.state.canBecome(next)) {
			throw new IllegalStateException(this + " cannot go from " + this.state + " to " + next);
		}
		if (next == WorkerState.READY) {
			this.readySince = now;
			this.startNanos = now - this.launchedAt;
		}
		if (next == WorkerState.ACTIVE) {
			this.activeSince = now;
			this.wasActive = true;
		}
		if (next == WorkerState.DRAINING) {
			this.endWanted = true;
		}
		this.state = next;
		renewDeadline(now);
	}

	void renewDeadline(long now) {
		this.deadline = now + this.deadlines.of(this.state).toNanos();
	}

	/**
	 * Let time in which the master itself did not run not count.
	 */
	void postpone(Duration delay) {
		this.deadline += delay.toNanos();
	}

	/**
	 * Take in a sign of life. It is worth as much as it says that the worker gets on with
	 * its work.
	 */
	void heartbeat(Heartbeat heartbeat, long now) {
		this.lastHeartbeat = now;
		this.hasBeaten = true;
		this.load = heartbeat.load();
		this.standstill = heartbeat.standstill();
		if (this.state == WorkerState.READY || this.state == WorkerState.ACTIVE) {
			renewDeadline(now - heartbeat.standstill().longest().toNanos());
		}
	}

	/**
	 * Return how long ago it gave its last sign of life.
	 * @return nanoseconds, -1 if it never did
	 */
	long heartbeatAge(long now) {
		return this.hasBeaten ? now - this.lastHeartbeat : UNKNOWN;
	}

	/**
	 * Return how long it took from its launch until it was ready.
	 * @return nanoseconds, -1 if it never was
	 */
	long startNanos() {
		return this.startNanos;
	}

	boolean isToldToAccept() {
		return this.toldToAccept;
	}

	void tellToAccept() {
		this.toldToAccept = true;
		send(new Activate(this.index));
	}

	long readySince() {
		return this.readySince;
	}

	long activeSince() {
		return this.activeSince;
	}

	boolean wasActiveFor(Duration duration, long now) {
		return this.wasActive && now - this.activeSince >= duration.toNanos();
	}

	void connected(Peer peer) {
		this.peer = peer;
		this.closed = false;
	}

	/**
	 * Take in that it will say nothing any more.
	 */
	void closed() {
		this.closed = true;
	}

	boolean isConnected() {
		return this.peer != null && !this.closed;
	}

	boolean isConnectedBy(Peer peer) {
		return this.peer == peer;
	}

	/**
	 * Send a message, if the worker has said Hello.
	 * @return whether there was somebody to send it to
	 */
	boolean send(Message message) {
		Peer peer = this.peer;
		if (peer != null) {
			peer.send(message);
		}
		return peer != null;
	}

	void terminate() {
		this.terminated = true;
		this.process.terminate();
	}

	/**
	 * Return whether it was not told to end by a signal yet.
	 */
	boolean isBeforeTermination() {
		return !this.terminated;
	}

	void kill() {
		this.process.kill();
	}

	@Override
	public String toString() {
		return "Worker " + this.index + " (pid " + pid() + ")";
	}

}
